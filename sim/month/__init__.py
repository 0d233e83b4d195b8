"""The phases of a month, each a function of the world.

Page 3 (``sim.phases``) gives their order and what they write.
"""
