"""From a configuration to trained weights: one generator of events."""
