"""Tests of the report: numbers, figures and the page."""
