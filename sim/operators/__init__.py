"""Operators: what they observe, decide and enact, and the network they build."""
