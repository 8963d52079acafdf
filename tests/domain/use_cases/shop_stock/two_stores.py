"""Two stores that sell one stock of cans, singly and by the case of 12: what happens, and what is true afterwards."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.domain.errors import InvalidShipment, NotFound, StockRefused
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
)
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import Credentials, ShopAccess, ShopDomain
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.stock_call import StockAnswer, StockCall
from novex_shopify.domain.model.stock_level import LevelFilter, StockLevel
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.fulfillment import ShipOrder
from novex_shopify.domain.use_cases.settling import SettleAgain, SettleOrder
from novex_shopify.domain.use_cases.shop_stock import PushStock
from novex_shopify.domain.use_cases.shop_stock.note_inventory import mark_inventory_items
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, a_delivery, a_shop, a_variant, an_item
from tests.contracts.lifecycle.shopify import Line, ShopifyOrder
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, process_events

CAN, SINGLE, CASE = "CAN", 1, 2
PIECES = {SINGLE: 1, CASE: 12}
SHELF, FREEZER = 1, 2
LOCATIONS = {SHOP: (71, 72, 73), OTHER_SHOP: (81,)}
"""Of the first store one takes the rest, one stands for the freezer, and one is not mapped."""

UNMAPPED = 73
SHOPS = (SHOP, OTHER_SHOP)
REFUSED = suppress(StockRefused, NotFound, InvalidShipment)


class Killed(BaseException):
    """The process ends."""


@dataclass(frozen=True)
class BothShops:
    """Shopify's calls of both stores that the worker makes."""

    by_shop: Mapping[ShopDomain, MemoryShopifyAdmin]

    def fetch_inventory_levels(
        self, access: ShopAccess, keys: Collection[LevelKey]
    ) -> Mapping[LevelKey, InventoryLevel | None]:
        return self.by_shop[access.shop].fetch_inventory_levels(access, keys)

    def set_on_hand(self, access: ShopAccess, call: StockCall) -> StockAnswer:
        return self.by_shop[access.shop].set_on_hand(access, call)


@dataclass
class StoreOrder:
    """An order with the location that Shopify expects it from, and what of it Shopify's stock shows."""

    shop: ShopDomain
    order: ShopifyOrder
    location_id: int
    unfulfilled: Counter[int] = field(default_factory=Counter)
    fulfilled: Counter[int] = field(default_factory=Counter)


@dataclass
class TwoStores:
    """Shopify's news of orders arrives when it is delivered; its stock follows its orders at once."""

    fakes: Fakes = field(default_factory=Fakes)
    shops: dict[ShopDomain, FakeShop] = field(default_factory=lambda: {shop: FakeShop() for shop in SHOPS})
    orders: dict[int, StoreOrder] = field(default_factory=dict)
    fulfillment_ids: dict[str, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, units: int) -> None:
        for shop in SHOPS:
            self._open_store(shop)
        with self.fakes.unit_of_work() as tx:
            tx.erp.catalog.put([an_item(CAN)])
            for name in ("Shelf", "Freezer"):
                get_stock(tx).locations.save(StorageLocation(0, name))
            for shop in SHOPS:
                derive_levels(tx, shop, NOON)
            tx.commit()
        self.move(units, SHELF)
        self.move(units, FREEZER)

    def _open_store(self, shop: ShopDomain) -> None:
        fake, offset = self.shops[shop], 600 if shop == SHOP else 700
        variants = [a_variant(each, product_id=each, inventory_item_id=offset + each) for each in PIECES]
        for each in variants:
            for location_id in LOCATIONS[shop]:
                fake.inventory.stock(LevelKey(each.inventory_item_id or 0, location_id), 5)
        with self.fakes.unit_of_work() as tx:
            tx.shops.save(a_shop(domain=shop, scopes=fake.scopes))
            tx.shops.save_credentials(shop, Credentials(fake.access_token))
            settings = ShopSettings(
                stock_since=NOON - HOUR, auto_assign=AutoAssign.ON_ORDER, push_stock=StockMode.ON, correct_drift=True
            )
            tx.shops.save_settings(shop, settings)
            tx.mappings.upsert_variants(shop, variants)
            for each in variants:
                pieces = PIECES[each.variant_id]
                tx.mappings.save(ProductMapping(shop, each, CAN, MatchedBy.PERSON, pieces=pieces))
            tx.shop_stock.locations.save([Location(shop, each, f"Place {each}") for each in LOCATIONS[shop]])
            tx.shop_stock.locations.save_mapping(LocationMapping(shop, LOCATIONS[shop][0], takes_rest=True))
            if shop == SHOP:
                tx.shop_stock.locations.save_mapping(LocationMapping(shop, 72, frozenset({FREEZER})))
            tx.commit()

    def get_key(self, shop: ShopDomain, variant_id: int, location_id: int) -> LevelKey:
        return LevelKey((600 if shop == SHOP else 700) + variant_id, location_id)

    # Shopify

    def place(self, shop: ShopDomain, location: int, quantities: Sequence[int]) -> int:
        number = next(self._numbers)
        lines = {10 * number + each: Line(10 * number + each, each, quantities[each - 1]) for each in PIECES}
        places = LOCATIONS[shop]
        self.orders[number] = StoreOrder(shop, ShopifyOrder(number, lines), places[location % len(places)])
        self.orders[number].order.place()
        self.follow(number)
        return number

    def follow(self, number: int) -> None:
        """Have Shopify's stock show what has become of an order."""
        known = self.orders[number]
        for line_id, line in known.order.lines.items():
            key = self.get_key(known.shop, line.variant_id, known.location_id)
            unfulfilled, fulfilled = known.order.count_unfulfilled(line_id), known.order.count_fulfilled(line_id)
            left = fulfilled - known.fulfilled[line_id]
            inventory = self.shops[known.shop].inventory
            inventory.commit(key, unfulfilled - known.unfulfilled[line_id] + left)
            inventory.fulfill(key, left)
            known.unfulfilled[line_id], known.fulfilled[line_id] = unfulfilled, fulfilled

    def restock(self, number: int, line_id: int, quantity: int) -> None:
        known = self.orders[number]
        key = self.get_key(known.shop, known.order.lines[line_id].variant_id, known.location_id)
        self.shops[known.shop].inventory.restock(key, quantity)

    def deliver_next(self, number: int) -> None:
        known = self.orders[number]
        if known.order.webhooks:
            topic, body = known.order.webhooks.pop(0)
            delivery = a_delivery(topic, body, f"webhook-{next(self._numbers)}", shop_domain=known.shop)
            key = PAYLOADS.parse_resource_key(topic, body)
            assert key
            with self.fakes.unit_of_work() as tx:
                tx.events.add([NewEvent(delivery, key, self.fakes.clock.now())])
                tx.commit()
            process_events(self.fakes)

    def deliver_all(self) -> None:
        for number, known in self.orders.items():
            while known.order.webhooks:
                self.deliver_next(number)

    def say_that_stock_changed(self, shop: ShopDomain) -> None:
        """The webhooks of all levels, as if none was known."""
        with self.fakes.unit_of_work() as tx:
            items = {key.inventory_item_id for key in self.shops[shop].inventory.levels}
            mark_inventory_items(tx, shop, items, self.fakes.notifier, self.fakes.clock)
            tx.commit()

    # The ERP

    def move(self, quantity: int, place: int) -> None:
        """Units come in, or are lost, as far as they are free."""
        with self.fakes.unit_of_work() as tx:
            stock = get_stock(tx)
            lot = stock.lots.add(Lot(0, CAN, f"L{place}", LotSource.PURCHASE, NOON))
            [free, *_] = [each.free for each in stock.ledger.list_balances([lot.id])] or [0]
            change = StockChange(free=max(quantity, -free))
            stock.ledger.post([Movement(MovementKind.ADJUST, lot.id, place, change)], self.fakes.clock.now())
            tx.commit()

    def stop_lot(self, place: int, *, release: bool) -> None:
        with self.fakes.unit_of_work() as tx:
            lot = get_stock(tx).lots.find(CAN, f"L{place}")
            assert lot
            get_stock(tx).lots.set_status(lot.id, LotStatus.RELEASED if release else LotStatus.QUARANTINED, "smell")
            tx.commit()

    def settle(self) -> None:
        settle = SettleOrder(
            self.fakes.unit_of_work, RetryPolicy(random=lambda: 0), self.fakes.clock, self.fakes.metrics
        )
        while settle.run_next():
            pass

    def ship(self, number: int) -> None:
        with REFUSED:
            order_id = self.find_order_id(number) or "0"
            ShipOrder(self.fakes.unit_of_work, self.fakes.notifier, self.fakes.clock)(
                PackedShipment(f"SHIP-{next(self._numbers)}", order_id)
            )

    def send_shipment(self) -> bool:
        """Send the next shipment to Shopify; False if none is due."""
        with self.fakes.unit_of_work() as tx:
            push = tx.pushes.claim(WORKER, self.fakes.clock.now())
            if push is None:
                return False
            number = self._fulfill(push)
            if number:
                self.fulfillment_ids[push.shipment.id] = number
                tx.pushes.save_plan(push, _plan(push, number))
                tx.erp.shipments.confirm(push.shipment.id, [str(number)], self.fakes.clock.now())
            status = PushStatus.PUSHED if number else PushStatus.REFUSED
            tx.pushes.settle(push, status, PushAttempt(1, self.fakes.clock.now(), "ann", ()))
            tx.commit()
        SettleAgain(self.fakes.unit_of_work, self.fakes.notifier, self.fakes.clock)([push.shipment.order_id])
        return True

    def _fulfill(self, push: FulfillmentPush) -> int | None:
        number = push.order_id or 0
        made = self.orders[number].order.fulfill(sum_quantities(push.shipment.lines), self.fakes.clock.now())
        self.follow(number)
        return made

    def find_order_id(self, number: int) -> str | None:
        shop = self.orders[number].shop
        with self.fakes.unit_of_work.read() as tx:
            link = tx.order_links.get_many(shop, [number]).get(number)
        return link.erp_id if link else None

    # The worker

    def push_once(self) -> bool:
        fakes = self.fakes
        admins = BothShops({shop: MemoryShopifyAdmin(fake) for shop, fake in self.shops.items()})
        push = PushStock(
            fakes.unit_of_work,
            admins,  # type: ignore[arg-type]
            fakes.access,
            fakes.nonces,
            RetryPolicy(random=lambda: 0),
            fakes.notifier,
            fakes.clock,
            WORKER,
            ActiveClaims(),
            fakes.metrics,
        )
        try:
            return push.run_next()
        except Killed:
            with fakes.unit_of_work() as tx:
                now = fakes.clock.now()
                tx.claims.reclaim(WORKER, now + timedelta(seconds=1), now, now)
                tx.commit()
            return True

    def make_quiet(self) -> None:
        """Have all news arrive and all work done, also what happens while a call is on its way."""
        self._do_all_work()
        while any(known.order.webhooks for known in self.orders.values()):
            self._do_all_work()

    def _do_all_work(self) -> None:
        self.deliver_all()
        self.settle()
        while self.send_shipment():
            self.deliver_all()
            self.settle()
        for shop in SHOPS:
            self.say_that_stock_changed(shop)
        for _ in range(12):
            self.fakes.clock.advance(HOUR)
            while self.push_once():
                pass

    # What is true

    def list_levels(self, shop: ShopDomain) -> Sequence[StockLevel]:
        with self.fakes.unit_of_work.read() as tx:
            return tx.shop_stock.levels.list_page(shop, LevelFilter(), 99)

    def count_free(self) -> Counter[int]:
        """Free units that may be sold, by storage location."""
        free: Counter[int] = Counter()
        with self.fakes.unit_of_work.read() as tx:
            for each in get_stock(tx).units.list_free([CAN], self.fakes.clock.now().date()):
                free[each.storage_location_id] += each.usable
        return free

    def count_short(self) -> int:
        """Units that customers of both stores wait for, and that are neither set aside for them nor on their way."""
        short = 0
        for number, known in self.orders.items():
            for line_id, line in known.order.lines.items():
                needed = known.order.count_unfulfilled(line_id) * PIECES[line.variant_id]
                short += max(0, needed - self._count_units(number, line_id))
        return short

    def _count_units(self, number: int, line_id: int) -> int:
        order_id = self.find_order_id(number)
        if order_id is None:
            return 0
        with self.fakes.unit_of_work.read() as tx:
            rows = get_stock(tx).assignments.list_by_orders([order_id])
        return sum(each.quantity for each in rows if each.line_item_id == line_id and self._is_for_customer(each))

    def _is_for_customer(self, units: Assignment) -> bool:
        """Whether they are set aside, or have left and Shopify does not know: it may have refused the shipment."""
        is_sent = units.shipment_id in self.fulfillment_ids or not (units.shipment_id or "").startswith("SHIP-")
        return units.state is AssignmentState.ASSIGNED or (units.state is AssignmentState.SHIPPED and not is_sent)


def _plan(push: FulfillmentPush, number: int) -> FulfillmentPlan:
    lines = sum_quantities(push.shipment.lines).items()
    request = FulfillmentRequest(
        tuple(AllocatedLine("fo", "fol", line_id, quantity) for line_id, quantity in lines), None, notify_customer=True
    )
    return FulfillmentPlan((PlannedFulfillment(request, f"gid://shopify/Fulfillment/{number}"),), frozenset())
