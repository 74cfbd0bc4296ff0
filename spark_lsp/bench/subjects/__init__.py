"""Small pure functions of ours with their tests, to be broken on purpose: see `bench/mutation.py`."""
