"""Measures what the rest does: models by scenarios, the planner by replays, retrieval by mined queries."""
