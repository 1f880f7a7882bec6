"""The dialogue engine; pure: no clock, database, network or random number is read here."""
