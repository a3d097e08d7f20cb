"""Tests of alerts: what is one, and that it arrives."""
