"""What a process counts for its monitoring."""
