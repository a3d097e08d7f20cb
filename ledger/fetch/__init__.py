"""Fetching web addresses on hostile networks: guarded, capped, polite. Knows nothing of the ledger."""
