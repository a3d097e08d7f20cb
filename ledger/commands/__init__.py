"""Groups of commands, one module each; `ledger.cli` joins them."""
