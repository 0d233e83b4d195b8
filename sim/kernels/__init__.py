"""Rules over columns: row functions (index, draw, call, write) and their two-line loops over plain arrays."""
