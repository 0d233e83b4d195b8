"""The market as a whole: what holds for every month of every run."""
