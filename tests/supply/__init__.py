"""What telsim is made of: dependencies, sources, files, and no network."""
