"""The program as a person meets it: real processes, real editors."""
