"""An installation with a store whose stock is compared: 37 cans in the ERP, 40 at Shopify."""

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES, FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import SHOP, a_shop, a_variant, an_item

HAMBURG = Location(SHOP, 31, "Hamburg")
SERVICE = Location(SHOP, 32, "A service", is_fulfillment_service=True)
VARIANT, LEVEL = 11, LevelKey(21, HAMBURG.id)


def open_stock_store(container: Container, shop: FakeShop | None = None, mode: StockMode = StockMode.REPORT) -> None:
    """Connect a store with a mapped variant and location. `shop` is Shopify's side, if it has one in memory."""
    now = container.clock().now()
    variant = a_variant(VARIANT, inventory_item_id=LEVEL.inventory_item_id, tracked=True, is_bundle=False)
    with container.transaction() as tx:
        tx.shops.save(a_shop(scopes=ALL_SCOPES, installed_at=now))
        if shop:
            tx.shops.save_credentials(SHOP, Credentials(shop.access_token))
        tx.shops.save_settings(SHOP, ShopSettings(push_stock=mode, stock_since=now))
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [variant])
        tx.mappings.save(ProductMapping(SHOP, variant, "ART-1", MatchedBy.SKU))
        stock = get_stock(tx)
        rack = stock.locations.save(StorageLocation(0, "Rack"))
        lot = stock.lots.add(Lot(0, "ART-1", "L1", LotSource.PURCHASE, now))
        stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, rack.id, StockChange(free=37))], now)
        tx.shop_stock.locations.save([HAMBURG, SERVICE])
        tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, HAMBURG.id, takes_rest=True))
        tx.shop_stock.levels.derive(SHOP, None, now)
        tx.shop_stock.syncs.wake([SHOP], now)
        tx.commit()
    if shop:
        shop.inventory.locations += [HAMBURG, SERVICE]
        shop.inventory.stock(LEVEL, 40)
        run_steps(container)


def run_steps(container: Container) -> None:
    """Make the worker's steps until none is due."""
    while container.push_stock().run_next():
        pass
