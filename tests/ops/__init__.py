"""Tests of what keeps a ledger whole."""
