"""How often the buggy side of a real fix is told about and the fixed side is not."""
