"""The only code that starts, cancels and bounds work; it runs what the core decides."""
