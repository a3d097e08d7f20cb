"""Measuring a reader."""
