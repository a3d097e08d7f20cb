"""Readers from outside."""
