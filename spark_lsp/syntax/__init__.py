"""The adapter on tree-sitter: texts in, units out."""
