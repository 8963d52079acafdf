"""Types of fields in Shopify's JSON.

A field that has a default or can be null is optional: if it cannot be read, it gets its default, or null
(`lenient_reader.py`). `Decisive` marks fields that may be absent but decide what is booked: if one is there and cannot
be read, its record is refused.
"""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from novex_shopify.adapters.shopify.gid import ID_LIMIT

Value = TypeVar("Value")

DECISIVE = "decisive"
ONLY_NULL = "only_null"
GID = "gid"
_QUANTITY_LIMIT = 2**31  # database columns for quantities are signed 32-bit integers

Decisive = Annotated[Value, msgspec.Meta(extra={DECISIVE: True})]
OnlyNull = Annotated[Value, msgspec.Meta(extra={DECISIVE: True, ONLY_NULL: True})]
"""A decisive field of which only null says that there is nothing: not `[]` or `""`, as in other fields."""

ShopifyId = Annotated[int, msgspec.Meta(ge=1, le=ID_LIMIT - 1)]
Quantity = Annotated[int, msgspec.Meta(ge=0, le=_QUANTITY_LIMIT - 1)]
CurrencyCode = Annotated[str, msgspec.Meta(min_length=3, max_length=3)]

Gid = Annotated[str, msgspec.Meta(extra={GID: True})]
"""A global id such as `gid://shopify/Order/450789469`, or its number as a text (`legacyResourceId`)."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its offset: without one, it may be off by half a day."""
