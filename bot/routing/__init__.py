"""Which centre, and when; pure."""
