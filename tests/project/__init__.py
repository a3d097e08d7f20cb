"""Tests of the projection: claims, deals, slots, and the stored read models."""
