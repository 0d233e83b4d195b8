"""The report: figures, tables and one page a board can read, print and mail."""
