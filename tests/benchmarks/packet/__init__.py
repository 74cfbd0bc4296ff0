"""What a refined packet takes of a model, before and after the refine prompt was cut down."""
