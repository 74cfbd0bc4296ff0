"""Why one would ask about code: the fixed taxonomy, and the angle that each gives a prompt."""
