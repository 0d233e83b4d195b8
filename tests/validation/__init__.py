"""How today's model of Hunan stands to published figures: ``python -m tests.validation``."""
