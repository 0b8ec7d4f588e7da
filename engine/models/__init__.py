"""Backbones: what there is, where the weights are, building and freezing them."""
