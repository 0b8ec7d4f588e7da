"""What a trained model is worth, and what it says of pictures it has not seen."""
