"""Scopes that the product asks for and works without."""

from collections.abc import Iterable, Mapping

READ_RETURNS = "read_returns"
READ_INVENTORY = "read_inventory"
WRITE_INVENTORY = "write_inventory"

OPTIONAL_SCOPES: Mapping[str, str] = {
    READ_RETURNS: "returns and exchanges",
    READ_INVENTORY: "stock levels",
    "read_payment_terms": "payment terms of orders",
    WRITE_INVENTORY: "changes of stock levels",
}
"""What is left out for a store that did not grant the scope."""


def describe_missing(missing: Iterable[str]) -> str:
    """Describe what is left out, and how to get it."""
    parts = ", ".join(f"{OPTIONAL_SCOPES[scope]} ({scope})" for scope in sorted(missing))
    return f"Not granted, so left out: {parts}. Everything else works. Reconnect the store to grant it."
