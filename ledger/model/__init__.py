"""The vocabulary: amounts, dates, facts, events, agreement. Pure: no I/O and no database."""
