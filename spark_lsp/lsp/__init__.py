"""The language server: outside requests in, core values back out."""
