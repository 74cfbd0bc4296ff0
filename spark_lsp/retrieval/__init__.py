"""What exists beyond a file: names of languages and of their libraries."""
