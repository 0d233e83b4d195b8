"""What telsim promises, and how each promise is held."""
