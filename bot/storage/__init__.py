"""Database and Redis: functions, not abstract classes."""
