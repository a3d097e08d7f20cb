"""Log to read models: claims, identity, deals and slots, by one definition for now and for the past."""
