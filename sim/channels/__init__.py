"""Channels: outlets in places, and how far they are from people."""
