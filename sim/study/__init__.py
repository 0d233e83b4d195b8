"""Many runs: carrying them out, comparing strategies, and saying what came of it."""
