"""A store whose stock is sent to Shopify: a single can and a case of 12, on one shelf."""

from dataclasses import dataclass, field, replace
from typing import Any

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.order_demand import LineDemand
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.stock_level import LevelFilter, StockLevel
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.shop_stock import PushStock
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels
from tests.builders import NOON, SHOP, a_variant, an_item
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes

CAN, SINGLE, CASE = "CAN", 1, 2
SHELF = 1
BERLIN = Location(SHOP, 71, "Berlin")
SINGLES, CASES = LevelKey(601, BERLIN.id), LevelKey(602, BERLIN.id)
PIECES = {SINGLE: 1, CASE: 12}


@dataclass
class StockStore:
    """Shopify has 40 single cans and 3 cases, and the ERP has none until some are received."""

    fakes: Fakes = field(default_factory=Fakes)

    def open(self, mode: StockMode = StockMode.ON, **settings: Any) -> "StockStore":
        self.fakes.connect_shop(scopes=self.fakes.shop.scopes)
        self.fakes.shop.inventory.locations.append(BERLIN)
        for key, on_hand in ((SINGLES, 40), (CASES, 3)):
            self.fakes.shop.inventory.stock(key, on_hand)
        variants = [a_variant(number, product_id=number, inventory_item_id=600 + number) for number in (SINGLE, CASE)]
        with self.fakes.unit_of_work() as tx:
            tx.erp.catalog.put([an_item(CAN)])
            get_stock(tx).locations.save(StorageLocation(0, "Shelf"))
            tx.mappings.upsert_variants(SHOP, variants)
            for each in variants:
                pieces = PIECES[each.variant_id]
                tx.mappings.save(ProductMapping(SHOP, each, CAN, MatchedBy.PERSON, pieces=pieces))
            tx.shops.save_settings(SHOP, ShopSettings(stock_since=NOON, push_stock=mode, **settings))
            tx.shop_stock.locations.save([BERLIN])
            tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, BERLIN.id, takes_rest=True))
            derive_levels(tx, SHOP, self.fakes.clock.now())
            tx.commit()
        return self

    def set_mode(self, mode: StockMode) -> None:
        with self.fakes.unit_of_work() as tx:
            tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), push_stock=mode))
            derive_levels(tx, SHOP, self.fakes.clock.now())
            tx.commit()

    def receive(self, quantity: int, item_id: str = CAN) -> None:
        """Receive units; a negative quantity takes them away again."""
        with self.fakes.unit_of_work() as tx:
            stock = get_stock(tx)
            lot = stock.lots.add(Lot(0, item_id, "L1", LotSource.PURCHASE, NOON))
            stock.ledger.post([Movement(MovementKind.ADJUST, lot.id, SHELF, StockChange(free=quantity))], NOON)
            tx.commit()

    def need(self, quantity: int, shop: ShopDomain | None = None, variant_id: int | None = None) -> None:
        """An order without lots needs units; None for one that is not from Shopify."""
        with self.fakes.unit_of_work() as tx:
            get_stock(tx).demand.save("7", [LineDemand("7", 1, CAN, quantity, shop, variant_id)])
            tx.commit()

    @property
    def push(self) -> PushStock:
        fakes = self.fakes
        return PushStock(
            fakes.unit_of_work,
            fakes.admin,
            fakes.access,
            fakes.nonces,
            RetryPolicy(random=lambda: 0),
            fakes.notifier,
            fakes.clock,
            WORKER,
            ActiveClaims(),
            fakes.metrics,
        )

    def push_all(self) -> None:
        """Make steps until none is due."""
        while self.push.run_next():
            pass

    def get_shopify_number(self, key: LevelKey = SINGLES) -> int:
        return self.fakes.shop.inventory.levels[key].on_hand

    def get_level(self, key: LevelKey = SINGLES) -> StockLevel:
        with self.fakes.unit_of_work.read() as tx:
            return next(each for each in tx.shop_stock.levels.list_page(SHOP, LevelFilter(), 9) if each.key == key)

    def get_sync(self) -> StockSync:
        with self.fakes.unit_of_work.read() as tx:
            sync = tx.shop_stock.syncs.find(SHOP)
            assert sync
            return sync

    def count_calls(self, name: str = "set_on_hand") -> int:
        return self.fakes.shop.call_counts[name]
