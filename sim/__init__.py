"""Stand-in: telsim."""
