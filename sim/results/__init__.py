"""What a run is observed by: the books, the KPIs, the tidy table and the store."""

STORE = "stored"
"""Folder below that of all results with every stored run, shared by all comparisons there."""
