"""A scenario: what a YAML file may say, reading it with exact positions, and its JSON Schema."""
