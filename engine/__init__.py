"""Graft's training engine: folder of pictures in, trained classifier out. Knows nothing of any window."""
