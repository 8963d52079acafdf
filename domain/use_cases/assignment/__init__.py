"""Use cases that give lots to order lines, and release them."""
