"""Rules that a model proposes from a checkout's own fixes: drafted offline, tried hard, and shown to a person."""
