"""Rules that belong to a case alone; pure."""
