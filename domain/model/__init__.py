"""Entities and values, in the words of the shop floor."""
