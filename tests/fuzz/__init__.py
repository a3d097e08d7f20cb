"""Mutated inputs for everything that reads what others wrote; `make fuzz` runs it for as long as one likes."""
