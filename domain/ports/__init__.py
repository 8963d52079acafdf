"""What the domain needs of the world, each need a small Protocol."""
