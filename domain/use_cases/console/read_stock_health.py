"""Reads what of the stores' stock at Shopify waits for a person."""

from collections.abc import Mapping, Sequence

from novex_shopify.domain.model.optional_scopes import READ_INVENTORY, WRITE_INVENTORY
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.stock_health import StockHealth
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.policies.stock_issues import FAILURES_UNTIL_ISSUE
from novex_shopify.domain.ports.unit_of_work import Transaction

_NEEDED = Scopes(frozenset({READ_INVENTORY, WRITE_INVENTORY}))


def read_stock_health(tx: Transaction, shops: Sequence[Shop]) -> Mapping[ShopDomain, StockHealth]:
    """Read it for these stores; those whose stock was never compared are left out, and those that are paused."""
    syncs = {sync.shop: sync for sync in tx.shop_stock.syncs.list_all()}
    counts = tx.shop_stock.levels.count_undecided() if syncs else {}
    return {
        shop.domain: _read_health(tx, shop, syncs[shop.domain], counts)
        for shop in shops
        if shop.domain in syncs
        and not syncs[shop.domain].is_paused
        and tx.shops.get_settings(shop.domain).compares_stock
    }


def _read_health(
    tx: Transaction, shop: Shop, sync: StockSync, counts: Mapping[tuple[ShopDomain, LevelState], int]
) -> StockHealth:
    mapped = {each.location_id for each in tx.shop_stock.locations.list_mappings(shop.domain) if each.is_mapped}
    own = [
        each
        for each in tx.shop_stock.locations.list_for_shop(shop.domain)
        if each.is_active and not each.is_fulfillment_service
    ]
    has_failed = sync.failures >= FAILURES_UNTIL_ISSUE
    return StockHealth(
        shop.domain,
        counts.get((shop.domain, LevelState.DRIFT), 0),
        counts.get((shop.domain, LevelState.REFUSED), 0),
        tuple(each.name for each in own if each.id not in mapped and each.ships_online_orders),
        bool(own) and mapped.isdisjoint(each.id for each in own),
        _NEEDED.missing_in(shop.scopes),
        sync.last_error if has_failed else None,
        tx.shop_stock.levels.find_next_due(shop.domain) if has_failed else None,
    )
