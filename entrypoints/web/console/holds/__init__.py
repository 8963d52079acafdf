"""Pages about orders on hold."""
