"""Looking after a ledger: proving that it is whole, and keeping it so."""
