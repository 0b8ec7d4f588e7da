"""Small views that panels are made of."""
