"""Golden KPI tables of three small runs, every digit kept; ``python -m tests.golden`` rewrites them."""
