"""Fetching, tried on a hostile site on this machine."""
