"""Random messages to a real server."""
