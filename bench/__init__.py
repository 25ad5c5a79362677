"""Measurements of the whole system, as a person's browser would meet it."""
