"""One entry a role, with its prompt beside it, and the facts of each model."""
