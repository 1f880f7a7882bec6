"""Announcements: whom they reach, what they say, what they cost. Pure; nothing is sent here."""
