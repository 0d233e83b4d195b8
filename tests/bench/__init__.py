"""Scripts that print how fast things are; nothing here fails by being slow."""
