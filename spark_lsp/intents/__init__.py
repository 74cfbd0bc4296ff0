"""Why one would ask about code: the fixed taxonomy, which a prompt names as its angle."""
