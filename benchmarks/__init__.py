"""Measurements of the ledger beside its rivals; `make bench` runs them (docs/benchmarks.md)."""
