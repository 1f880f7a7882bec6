"""What the bot says -> LINE's message JSON; pure."""
