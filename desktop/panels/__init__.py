"""The rooms of the window: each turns widgets into settings, or a run folder into a view."""
