"""Thai text -> Heard; pure."""
