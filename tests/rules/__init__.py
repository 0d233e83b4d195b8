"""Tests of the rules: cases worked by hand, in YAML, and properties that hold for any input."""
