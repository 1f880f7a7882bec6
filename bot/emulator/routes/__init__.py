"""The URLs of the stand-in, by what they are about. Each module has one `add(app, line)`."""
