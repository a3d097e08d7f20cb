"""The background worker: reads the sources on schedule and turns what it finds into events, unattended."""
