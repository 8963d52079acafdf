"""Access scopes: their descriptions, and which scope implies which."""

from collections.abc import Iterable

SCOPE_DESCRIPTIONS = {
    "products": "products and their variants",
    "inventory": "stock levels",
    "locations": "locations",
    "customers": "customers, with names and addresses",
    "orders": "orders of the last 60 days",
    "all_orders": "orders of any age",
    "fulfillments": "shipments",
    "payment_terms": "when orders have to be paid",
    "returns": "returns and exchanges",
    "merchant_managed_fulfillment_orders": "what has to be shipped from your own locations",
    "assigned_fulfillment_orders": "what has to be shipped from this app's locations",
    "third_party_fulfillment_orders": "what has to be shipped by other apps",
}

FULFILLMENT_ORDER_SCOPES = (
    "assigned_fulfillment_orders",
    "merchant_managed_fulfillment_orders",
    "third_party_fulfillment_orders",
)


def parse_scopes(text: str) -> tuple[str, ...]:
    """Parse a comma-separated list into distinct scopes, in the given order."""
    return tuple(dict.fromkeys(scope.strip() for scope in text.split(",") if scope.strip()))


def remove_implied_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Drop a read scope whose write scope is there, as the token endpoint does."""
    given = tuple(dict.fromkeys(scopes))
    return tuple(scope for scope in given if scope.replace("read_", "write_", 1) not in set(given) - {scope})


def add_implied_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Add the read scope of each write scope."""
    given = tuple(scopes)
    implied = (scope.replace("write_", "read_", 1) for scope in given if scope.startswith("write_"))
    return tuple(dict.fromkeys((*given, *implied)))


def describe_scope(scope: str) -> str:
    """Describe what a scope allows, for a merchant."""
    verb, _, noun = scope.partition("_")
    action = {"read": "See", "write": "See and change"}.get(verb, "Use")
    return f"{action} {SCOPE_DESCRIPTIONS.get(noun, noun.replace('_', ' '))}"
