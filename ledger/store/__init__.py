"""The tables of the log, documents, entities and quarantine, and the only code that writes them."""
