"""Tests of the page: its gate, what it reads from requests, its workers, and journeys in a real browser."""
