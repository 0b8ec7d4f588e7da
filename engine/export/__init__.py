"""A trained model taken elsewhere: formats, proof that they agree, and what goes with them."""
