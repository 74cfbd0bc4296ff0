"""VS Code for real: code-server, with the extension as a person would install it, in Debian's Chromium."""
