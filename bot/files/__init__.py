"""Files that people sent: which kinds are taken, what is taken off them, where they are kept."""
