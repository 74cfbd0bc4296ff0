"""What takes too long for every run; each is a command."""
