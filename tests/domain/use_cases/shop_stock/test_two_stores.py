"""Whatever happens in two stores on one stock: when all is quiet, Shopify has the targets, and offers nothing twice."""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from novex_shopify.domain.errors import NovexError, ShopifyThrottled, ShopifyUnavailable
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelState
from tests.builders import OTHER_SHOP, SECOND, SHOP
from tests.domain.use_cases.shop_stock.two_stores import (
    FREEZER,
    LOCATIONS,
    PIECES,
    SHELF,
    SHOPS,
    SINGLE,
    UNMAPPED,
    Killed,
    TwoStores,
)

shops, places, picks = st.sampled_from(SHOPS), st.sampled_from((SHELF, FREEZER)), st.integers(0, 99)
quantities = st.tuples(st.integers(0, 4), st.integers(0, 2))
faults = st.sampled_from([ShopifyUnavailable("lost"), ShopifyThrottled("later"), Killed()])
FAR = 60 * SECOND


class TwoStoresMachine(RuleBasedStateMachine):
    """All that customers, the merchant, the warehouse and the network can do."""

    def __init__(self) -> None:
        super().__init__()
        self.stores = TwoStores()

    @initialize(units=st.integers(0, 40))
    def open_stores(self, units: int) -> None:
        self.stores.open(units)

    # Customers and the merchant, at Shopify

    @rule(shop=shops, location=st.integers(0, 2), quantities=quantities)
    def place_order(self, shop: ShopDomain, location: int, quantities: Sequence[int]) -> None:
        if len(self.stores.orders) < 6:
            self.stores.place(shop, location, quantities)

    @rule(pick=picks, variant=st.sampled_from((0, 1)), difference=st.integers(-3, 3))
    def edit(self, pick: int, variant: int, difference: int) -> None:
        if number := self.pick_order(pick):
            order = self.stores.orders[number].order
            order.edit(sorted(order.lines)[variant], difference)
            self.stores.follow(number)

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        if number := self.pick_order(pick):
            self.stores.orders[number].order.cancel(self.stores.fakes.clock.now())
            self.stores.follow(number)

    @rule(pick=picks, variant=st.sampled_from((0, 1)), quantity=st.integers(1, 3), has_left=st.booleans())
    def refund(self, pick: int, variant: int, quantity: int, has_left: bool) -> None:
        if number := self.pick_order(pick):
            order, at = self.stores.orders[number].order, self.stores.fakes.clock.now()
            line_id, before = sorted(order.lines)[variant], len(order.refunds)
            order.refund(line_id, quantity, "return" if has_left else "cancel", of_shipped=has_left, at=at)
            self.stores.follow(number)
            for each in order.refunds[before:]:
                if has_left:
                    self.stores.restock(number, line_id, each.quantity)

    @rule(pick=picks, quantities=quantities)
    def fulfill_in_shopify(self, pick: int, quantities: Sequence[int]) -> None:
        if number := self.pick_order(pick):
            order = self.stores.orders[number].order
            order.fulfill(dict(zip(sorted(order.lines), quantities, strict=True)), self.stores.fakes.clock.now())
            self.stores.follow(number)

    @rule(pick=picks)
    def cancel_fulfillment(self, pick: int) -> None:
        if (number := self.pick_order(pick)) and (order := self.stores.orders[number].order).fulfillments:
            order.cancel_fulfillment(sorted(order.fulfillments)[pick % len(order.fulfillments)])
            self.stores.follow(number)

    @rule(shop=shops, variant=st.sampled_from(sorted(PIECES)), location=st.integers(0, 2), on_hand=st.integers(0, 30))
    def count_in_shopify(self, shop: ShopDomain, variant: int, location: int, on_hand: int) -> None:
        location_id = LOCATIONS[shop][location % len(LOCATIONS[shop])]
        self.stores.shops[shop].inventory.count(self.stores.get_key(shop, variant, location_id), on_hand)

    # The network

    @rule(pick=picks)
    def deliver_webhook(self, pick: int) -> None:
        if number := self.pick_order(pick):
            self.stores.deliver_next(number)

    @rule(shop=shops)
    def say_that_stock_changed(self, shop: ShopDomain) -> None:
        self.stores.say_that_stock_changed(shop)

    @rule(shop=shops, call=st.sampled_from(("set_on_hand", "fetch_inventory_levels")), fault=faults, late=st.booleans())
    def lose_next_call(self, shop: ShopDomain, call: str, fault: NovexError, late: bool) -> None:
        """It never arrives, its answer is lost, or the worker dies before or after it."""
        is_sent = late and call == "set_on_hand" and not isinstance(fault, ShopifyThrottled)
        self.stores.shops[shop].fail_next_call(call, fault, after_completion=is_sent)

    @rule(shop=shops, pick=picks, quantities=quantities)
    def fulfill_while_a_call_is_on_its_way(self, shop: ShopDomain, pick: int, quantities: Sequence[int]) -> None:
        fake = self.stores.shops[shop]
        fake.run_on_call(
            "set_on_hand", fake.call_counts["set_on_hand"] + 1, lambda: self.fulfill_in_shopify_now(pick, quantities)
        )

    def fulfill_in_shopify_now(self, pick: int, quantities: Sequence[int]) -> None:
        TwoStoresMachine.fulfill_in_shopify.__wrapped__(self, pick, quantities)  # type: ignore[attr-defined]

    # The warehouse and the worker

    @rule(quantity=st.integers(-20, 20), place=places)
    def move_stock(self, quantity: int, place: int) -> None:
        self.stores.move(quantity, place)

    @rule(place=places, release=st.booleans())
    def stop_lot(self, place: int, release: bool) -> None:
        self.stores.stop_lot(place, release=release)

    @rule()
    def settle(self) -> None:
        self.stores.settle()

    @rule(pick=picks)
    def ship(self, pick: int) -> None:
        if number := self.pick_order(pick):
            self.stores.ship(number)

    @rule()
    def send_shipment(self) -> None:
        self.stores.send_shipment()

    @rule(steps=st.integers(1, 5))
    def push(self, steps: int) -> None:
        for _ in range(steps):
            self.stores.push_once()

    @rule(seconds=st.sampled_from((1, 30, 200)))
    def wait(self, seconds: int) -> None:
        self.stores.fakes.clock.advance(seconds * SECOND)

    # What is true

    @invariant()
    def a_location_that_is_not_mapped_is_never_written(self) -> None:
        calls = self.stores.shops[SHOP].inventory.answered.values()
        assert all(row.key.location_id != UNMAPPED for rows, _ in calls for row in rows)

    @rule()
    def become_quiet(self) -> None:
        self.stores.make_quiet()
        free, short = self.stores.count_free(), self.stores.count_short()
        for shop in SHOPS:
            levels = self.stores.shops[shop].inventory.levels
            for level in self.stores.list_levels(shop):
                assert (level.state, level.due_at) == (LevelState.IN_STEP, None)
                assert level.on_hand == level.target == levels[level.key].on_hand
            for variant, pieces in PIECES.items():
                mapped = [self.stores.get_key(shop, variant, each) for each in LOCATIONS[shop] if each != UNMAPPED]
                offered = pieces * sum(levels[key].on_hand - levels[key].committed for key in mapped)
                committed = pieces * sum(levels[key].committed for key in mapped)
                assert offered <= max(free.total() - short, -committed)
        key = self.stores.get_key(OTHER_SHOP, SINGLE, LOCATIONS[OTHER_SHOP][0])
        single = self.stores.shops[OTHER_SHOP].inventory.levels[key]
        assert single.on_hand == max(0, free.total() - short + single.committed)

    def teardown(self) -> None:
        if self.stores.orders:
            self.become_quiet()

    def pick_order(self, pick: int) -> int | None:
        numbers = sorted(self.stores.orders)
        return numbers[pick % len(numbers)] if numbers else None


def test_nothing_is_offered_twice_whatever_happens() -> None:
    examples = max(1, settings().max_examples // 4)
    run_state_machine_as_test(
        TwoStoresMachine, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
