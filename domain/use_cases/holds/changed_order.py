"""What became of an order of a request for several."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.shop import ShopDomain

OrderKey = tuple[ShopDomain, int]
"""A store, and Shopify's id of an order: the ERP may not have it yet."""


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """An order of a request for several: its holds that were changed, or why none was."""

    key: OrderKey
    holds: Sequence[OrderHold] = ()
    problem: str | None = None
