"""Pages about documents: how they look."""
