"""Labels that scanners read."""
