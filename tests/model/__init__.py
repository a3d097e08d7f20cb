"""Tests of the vocabulary: pure values, no database."""
