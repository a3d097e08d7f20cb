"""Tests of reading facts in text."""
