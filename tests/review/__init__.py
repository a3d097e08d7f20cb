"""Facts that wait for a person, and reading again."""
