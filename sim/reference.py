"""stand-in"""
REFERENCE = {}
class Population:
    pass
