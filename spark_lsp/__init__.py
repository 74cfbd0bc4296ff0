"""Advice on the code under the cursor, at once and without a model."""

__version__ = "0.1.0"
