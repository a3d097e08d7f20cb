"""The deal ledger: reported facts about companies as a log of dated, sourced events."""
