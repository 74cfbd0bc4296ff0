"""Measures what the rest does: replays of recorded work."""
