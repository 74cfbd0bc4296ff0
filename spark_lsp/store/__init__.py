"""What lasts on this machine: which findings a person put away."""
