"""The dialogue engine; pure: nothing here reads a clock, a database, a network or a random number."""
