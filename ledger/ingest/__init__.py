"""Documents in: file → text → facts → events, one transaction per document."""
