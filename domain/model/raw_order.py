"""Shopify's JSON of an order, for what the ERP's document does not have."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any


class RawOrder(Mapping[str, Any]):
    """The body of a webhook, with Shopify's keys; parsed when it is first read. Numbers with decimals are `Decimal`.

    It contains personal data, so its representation shows none of it.
    """

    def __init__(self, body: bytes) -> None:
        self.body = body

    @cached_property
    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.body, parse_float=Decimal)
        return fields

    def __getitem__(self, key: str) -> Any:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"RawOrder({len(self.body)} bytes)"
