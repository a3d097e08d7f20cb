"""What people say to the ledger: record, correct, retract, rank. Each is an event, with who and why."""
