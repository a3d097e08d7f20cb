"""Point-in-time questions over the ledger."""
