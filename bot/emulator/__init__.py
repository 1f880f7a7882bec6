"""A stand-in for LINE. Imports nothing else of the bot, so that it cannot share its mistakes."""
