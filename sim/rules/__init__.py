"""What one customer does: pure scalar functions with their parameters, equations and sources.

A rule takes scalars and returns one scalar; it draws nothing and keeps nothing. Kernels call the compiled
rule, the reference engine the same rule in plain Python, and both get the same bits.
"""
