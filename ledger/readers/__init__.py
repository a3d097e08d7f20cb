"""Readers that are not part of the product: they need something from outside and are off by default."""
