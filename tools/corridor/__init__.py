"""The reference corridor, from facts to pack. See ../make_corridor.py."""
