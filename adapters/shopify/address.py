"""Postal addresses, from webhooks, GraphQL and bulk files alike."""

from dataclasses import fields

from novex_shopify.domain.model.customer import Address

_FIELD_NAMES = tuple(field.name for field in fields(Address))


def normalize_address(address: Address) -> Address | None:
    """The address with None for each empty text; None if every field is empty."""
    values = {name: value for name in _FIELD_NAMES if (value := getattr(address, name))}
    return Address(**values) if values else None
