"""Tests of the log and what is stored beside it, each on every engine."""
