"""The demo, as far as it is built."""
