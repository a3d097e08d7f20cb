"""Tests; the folders mirror those of `ledger`."""
