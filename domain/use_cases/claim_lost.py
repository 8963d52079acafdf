"""The one signal that ends an attempt without an outcome."""


class ClaimLost(Exception):
    """Another worker took the work over, or a person ended it. What is not committed yet must not be."""
