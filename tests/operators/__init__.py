"""Tests of operators: what they know, and what becomes of what they decide."""
