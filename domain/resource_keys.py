"""The keys of resources, as stored with events and in `waiting_for`."""

from dataclasses import dataclass


def variant_key(variant_id: int) -> str:
    return f"variant:{variant_id}"


def parse_variant_key(key: str) -> int | None:
    """Return the variant id of a key; None for a key of another kind."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "variant" else None


ORDER_PREFIX = "order:"


def order_key(order_id: int) -> str:
    return f"{ORDER_PREFIX}{order_id}"


def parse_order_key(key: str) -> int | None:
    """Return the order id of a key; None for a key of another kind."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "order" else None


def return_key(return_id: int) -> str:
    return f"return:{return_id}"


def customer_key(customer_id: int) -> str:
    return f"customer:{customer_id}"


def product_key(product_id: int) -> str:
    return f"product:{product_id}"


def parse_product_key(key: str) -> int | None:
    """Return the product id of a key; None for a key of another kind."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "product" else None


def inventory_level_key(inventory_item_id: int, location_id: int) -> str:
    return f"inventory_level:{inventory_item_id}:{location_id}"


def inventory_item_key(inventory_item_id: int) -> str:
    return f"inventory_item:{inventory_item_id}"


LOCATIONS_KEY = "locations"
"""The key of all news of a store's locations, which are read together."""


def tracker_key(tracker_id: str) -> str:
    return f"tracker:{tracker_id}"


def label_key(shipment_id: str) -> str:
    """Return the key of a label, which has the provider's shipment id."""
    return f"label:{shipment_id}"


UNREADABLE_PREFIX = "unreadable:"


def unreadable_key(webhook_id: str) -> str:
    """Return the key of a delivery whose body cannot be read: each is a resource of its own."""
    return f"{UNREADABLE_PREFIX}{webhook_id}"


def unhandled_key(webhook_id: str) -> str:
    """Return the key of a delivery whose topic has no handler."""
    return f"unhandled:{webhook_id}"


PRIVACY_KEY = "privacy"
"""The key of all of a store's privacy requests, which are met one after the other."""


ADDRESS_KEY = "address"
"""The key of what waits until a person confirms this installation's address."""


def names_order_or_customer(key: str) -> bool:
    return key.startswith(("order:", "customer:"))


def is_unreadable_key(key: str) -> bool:
    return key.startswith(UNREADABLE_PREFIX)


def shop_key(domain: str) -> str:
    return f"shop:{domain}"


@dataclass(frozen=True, slots=True)
class MissingProduct:
    """A variant in an order that has no ERP item yet."""

    variant_id: int
    sku: str | None
    title: str

    @property
    def key(self) -> str:
        return variant_key(self.variant_id)
