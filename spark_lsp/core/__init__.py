"""The kinds and the decisions: values in, values out, standard library only."""
