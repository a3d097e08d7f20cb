"""Killing the ledger at every moment there is, and looking at what is left: `make torture`."""
