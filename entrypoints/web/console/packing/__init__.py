"""The packing station."""
