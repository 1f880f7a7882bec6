"""Use cases: one function each. They own no transaction and send nothing."""
