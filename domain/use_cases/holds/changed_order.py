"""What became of an order of a request for several."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_overview import OrderKey


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """An order of a request for several: its holds that were changed, or why none was."""

    key: OrderKey
    holds: Sequence[OrderHold] = ()
    problem: str | None = None
