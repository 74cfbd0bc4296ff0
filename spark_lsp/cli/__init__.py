"""The command line: each command turns arguments into core values and their results into text or JSON."""
