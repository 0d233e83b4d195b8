"""The page: a small local server on which strategies are moved, run, compared and looked at."""
