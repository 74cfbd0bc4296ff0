"""Plays recorded traces against the planner on a virtual clock."""
