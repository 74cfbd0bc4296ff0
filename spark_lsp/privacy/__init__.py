"""What is never looked at, and what is taken out of a text before a model, a key or a log sees it."""
