"""Tests of service operations."""
