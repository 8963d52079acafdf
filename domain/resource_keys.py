"""What parked work waits for: the keys by which it is released."""

from dataclasses import dataclass


def variant_key(variant_id: int) -> str:
    """The `waiting_for` key of one Shopify variant."""
    return f"variant:{variant_id}"


def parse_variant_key(key: str) -> int | None:
    """The variant that a `waiting_for` key is about, if it is about one."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "variant" else None


def order_key(order_id: int) -> str:
    """The `waiting_for` key of an order that is not in the ERP yet."""
    return f"order:{order_id}"


def parse_order_key(key: str) -> int | None:
    """The order that a `waiting_for` key is about, if it is about one."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "order" else None


def shop_key(domain: str) -> str:
    """The `waiting_for` key of a store that shall be connected."""
    return f"shop:{domain}"


@dataclass(frozen=True, slots=True)
class MissingProduct:
    """A variant in an order that has no ERP product yet."""

    variant_id: int
    sku: str | None
    title: str

    @property
    def key(self) -> str:
        """What the parked event waits for."""
        return variant_key(self.variant_id)
