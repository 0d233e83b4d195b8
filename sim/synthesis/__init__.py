"""The world on day one, drawn from the scenario."""
