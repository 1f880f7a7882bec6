"""The words every layer shares. Pure data and pure functions; imports nothing but `bot.errors`."""
