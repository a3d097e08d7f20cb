"""The worker against a web that misbehaves, killed and started again all the while. `make soak` runs it at length."""
