"""From whatever the user has to samples with labels, folds and pixels."""
