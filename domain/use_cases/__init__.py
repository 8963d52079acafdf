"""What the product does: one class for each use case."""
