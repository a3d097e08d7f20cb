"""Sources: how each kind of them is turned into documents to be had. A further kind is one module here."""
