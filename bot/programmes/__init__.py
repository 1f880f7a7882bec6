"""Programmes of the state that owners may ask about: dated records; pure."""
