"""Rules over columns: row functions (index, draw, call, write) and their two-line loops, with plain array arguments."""
