"""Tests of what customers do to each other and to themselves, over whole markets."""
