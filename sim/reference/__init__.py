"""The reference engine: the same month, one ``mesa.Agent`` per customer, the same rules in plain Python.

It is slow and readable: the oracle of the tests, the page to learn from, and the way to follow one customer's
life.
"""

from sim.reference.population import REFERENCE, Population

__all__ = ["REFERENCE", "Population"]
