"""Overviews of orders in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.order_overview import DeliveryState, OrderKey, OrderOverview, OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain

_STATES = ("status", "fulfillment", "ready", "ship_by")


@dataclass(frozen=True, slots=True)
class MemoryOrderOverviews:
    """The port `OrderOverviews`."""

    state: State

    def put(self, overviews: Sequence[OrderOverview], *, keep_states: bool = False) -> None:
        for new in overviews:
            known = self.state.order_overviews.get(new.key)
            if known is None:
                self.state.order_overviews[new.key] = new
            elif new.erp_id is not None or known.erp_id is None:
                kept: dict[str, Any] = {name: getattr(known, name) for name in _STATES} if keep_states else {}
                kept |= {name: getattr(new, name) or getattr(known, name) for name in ("risk", "country")}
                self.state.order_overviews[new.key] = replace(new, delivery=known.delivery, **kept)

    def set_delivery(self, shop: ShopDomain, order_id: int, delivery: DeliveryState | None) -> None:
        self._change(shop, order_id, delivery=delivery)

    def set_risks(self, shop: ShopDomain, risks: Mapping[int, str]) -> None:
        for order_id, risk in risks.items():
            self._change(shop, order_id, risk=risk)

    def _change(self, shop: ShopDomain, order_id: int, **values: Any) -> None:
        if known := self.state.order_overviews.get((shop, order_id)):
            self.state.order_overviews[shop, order_id] = replace(known, **values)

    def remove_unbooked(self, shop: ShopDomain, order_ids: Collection[int]) -> None:
        for order_id in order_ids:
            known = self.state.order_overviews.get((shop, order_id))
            if known and known.erp_id is None:
                del self.state.order_overviews[known.key]

    def list_page(
        self,
        wanted: OrderOverviewFilter,
        limit: int,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[OrderOverview]:
        found = sorted(self._select(wanted), key=lambda each: each.position, reverse=not oldest_first)
        return [each for each in found if after is None or _is_after(each.position, after, oldest_first)][:limit]

    def count(self, wanted: OrderOverviewFilter, limit: int) -> int:
        return min(limit, len(self._select(wanted)))

    def find_keys(self, erp_ids: Collection[str]) -> Mapping[str, OrderKey]:
        return {
            each.erp_id: each.key
            for each in self.state.order_overviews.values()
            if each.erp_id is not None and each.erp_id in erp_ids
        }

    def find_unknown(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        return set(keys).difference(self.state.order_overviews)

    def _select(self, wanted: OrderOverviewFilter) -> Sequence[OrderOverview]:
        held = {(each.shop, each.order_id) for each in self.state.order_holds.values() if each.is_open}
        return [each for each in self.state.order_overviews.values() if _is_wanted(each, wanted, held)]


def _is_after(position: OrderPosition, after: OrderPosition, oldest_first: bool) -> bool:
    return position > after if oldest_first else position < after


def _is_wanted(each: OrderOverview, wanted: OrderOverviewFilter, held: Collection[OrderKey]) -> bool:
    exact = ("shop", "payment", "fulfillment", "delivery", "country", "risk")
    flags = ("unpaid", "refunded", "ready")
    return (
        all(getattr(wanted, name) in (None, getattr(each, name)) for name in exact)
        and all(getattr(each, name) for name in flags if getattr(wanted, name))
        and wanted.booked in (None, each.erp_id is not None)
        and wanted.on_hold in (None, each.key in held)
        and (wanted.placed_from is None or each.placed_at >= wanted.placed_from)
        and (wanted.placed_before is None or each.placed_at < wanted.placed_before)
        and (wanted.min_total is None or each.total.amount >= wanted.min_total)
        and (wanted.tag is None or wanted.tag.casefold() in map(str.casefold, each.tags))
        and (wanted.sku is None or wanted.sku.casefold() in map(str.casefold, each.skus))
        and (wanted.among is None or each.key in wanted.among)
        and each.key not in wanted.besides
    )
