"""Everything peculiar to LINE; the only room that knows its SDK."""
