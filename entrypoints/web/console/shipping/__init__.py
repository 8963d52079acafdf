"""Pages about shipping."""
