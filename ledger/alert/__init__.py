"""Telling subscribers what happens: matched position by position, delivered at least once and in order."""
