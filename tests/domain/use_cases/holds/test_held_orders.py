"""What a held order may not do, and what its release brings on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import InvalidReason, NotFound, NothingToHold, OrderOnHold
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_hold import HoldEnd, HoldRule, HoldRuleKind, OrderHold
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.warehouse_state import WarehouseStateFilter
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.unassign_lots import UnassignLots
from novex_shopify.domain.use_cases.fulfillment import BuildPickList, ListOrdersToShip
from novex_shopify.domain.use_cases.holds import (
    ChangeHoldRules,
    ListHeldOrders,
    PreviewHoldRules,
    ReleaseManyOrders,
    ReleaseOrder,
)
from novex_shopify.domain.use_cases.orders import HoldManyOrders, HoldOrder
from novex_shopify.domain.use_cases.settling.settle_again import SettleAgain
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders
from tests.builders import HOUR, LINE_ID, NOON, ORDER_ID, SHOP, a_shipment, an_order_body
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, change_order, get_state, keep_stock
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.fulfillment.shipping_steps import (
    correct_shipment,
    find_push,
    list_units,
    open_order,
    push_fulfillment,
    ship,
)
from tests.domain.use_cases.inbox_steps import PAYLOADS, map_product, process_events, receive_webhook
from tests.domain.use_cases.labels.label_steps import LabelFakes
from tests.domain.use_cases.stock.stock_steps import open_warehouse

ANN = Actor(ActorKind.USER, "Ann", "7")
NUMBER = 1001
ABOVE_TEN = HoldRule("Big", HoldRuleKind.AMOUNT_ABOVE, ("10",))


@pytest.fixture
def warehouse() -> LabelFakes:
    """An order for 7 units, all assigned."""
    fakes = LabelFakes()
    fakes.open()
    return fakes


def hold(fakes: Fakes, number: int = NUMBER, reason: str = "the customer called") -> OrderHold:
    with acting_as(ANN):
        return hold_order(fakes)(SHOP, number, reason)


def hold_order(fakes: Fakes) -> HoldOrder:
    return HoldOrder(fakes.unit_of_work, fakes.notifier, fakes.clock, PAYLOADS)


def release(fakes: Fakes, number: int = NUMBER, **which: object) -> list[OrderHold]:
    with acting_as(ANN):
        return list(release_order(fakes)(SHOP, number, "paid by phone", **which))  # type: ignore[arg-type]


def release_order(fakes: Fakes) -> ReleaseOrder:
    return ReleaseOrder(fakes.unit_of_work, fakes.notifier, fakes.clock)


def settle(fakes: Fakes, *order_ids: str) -> None:
    SettleAgain(fakes.unit_of_work, fakes.notifier, fakes.clock)(order_ids)
    settle_due(fakes)


def settle_due(fakes: Fakes) -> None:
    worker = SettleOrder(fakes.unit_of_work, RetryPolicy(lambda: 0), fakes.clock, fakes.metrics, LotStrategy.FIFO)
    while worker.run_next():
        pass


def list_holds(fakes: Fakes, number: int = NUMBER) -> list[OrderHold]:
    return list(ListHeldOrders(fakes.unit_of_work).show(SHOP, number))


def set_rules(fakes: Fakes, *rules: HoldRule) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), hold_rules=rules))
        tx.commit()


def test_a_held_order_keeps_its_lots_and_nothing_is_done_with_it(warehouse: LabelFakes) -> None:
    fakes, order_id = warehouse, warehouse.order_id
    ship(fakes, order_id, PackedLine(LINE_ID, 2))
    hold(fakes)
    units = list_units(fakes.unit_of_work, order_id)
    refused: list[Callable[[], object]] = [
        lambda: AssignLots(fakes.unit_of_work, fakes.clock)(order_id),
        lambda: ship(fakes, order_id, shipment_id="S-2"),
        lambda: push_fulfillment(fakes)(a_shipment("S-3", order_id)),
        lambda: correct_shipment(fakes).change_quantities("S-1", {LINE_ID: 3}, "one more"),
        lambda: fakes.request_rates(1),
    ]
    for attempt in refused:
        with pytest.raises(OrderOnHold, match="the customer called"):
            attempt()
    assert list_units(fakes.unit_of_work, order_id) == units
    state = get_state(fakes.unit_of_work, order_id)
    assert (state.on_hold, state.assigned) == (True, 5)
    assert ListOrdersToShip(fakes.unit_of_work)(WarehouseStateFilter(), 9) == []
    picked = BuildPickList(fakes.unit_of_work)([order_id], NOON.date())
    assert (picked.orders, picked.rows, [each.name for each in picked.on_hold]) == ([], [], ["#1001"])
    # What makes less leave is allowed.
    correct_shipment(fakes).change_quantities("S-1", {LINE_ID: 1}, "one less")
    UnassignLots(fakes.unit_of_work, fakes.clock)(order_id, "somebody else needs them")
    assert get_state(fakes.unit_of_work, order_id).on_hold


def test_the_person_who_releases_an_order_is_named_with_when_and_why(warehouse: LabelFakes) -> None:
    fakes = warehouse
    placed = hold(fakes)
    assert (placed.placed_by, placed.placed_at, placed.rule) == (ANN, fakes.clock.now(), "")
    fakes.clock.advance(HOUR)
    [released] = release(fakes)
    assert (released.end, released.ended_by, released.end_reason) == (HoldEnd.RELEASED, ANN, "paid by phone")
    assert released.ended_at == fakes.clock.now()
    assert list_holds(fakes) == [released]
    ship(fakes, fakes.order_id)
    assert find_push(fakes.unit_of_work)
    with fakes.unit_of_work.read() as tx:
        entries = tx.audit_log.search(AuditFilter(subject_id=str(NUMBER)), 9)
    actions = [entry.action for entry in entries]
    assert actions == [AuditAction.ORDER_RELEASED, AuditAction.ORDER_HELD]


def test_what_a_person_did_not_see_stays_on_hold(warehouse: LabelFakes) -> None:
    fakes = warehouse
    seen = hold(fakes)
    set_rules(fakes, ABOVE_TEN)
    settle(fakes, fakes.order_id)
    release(fakes, hold_ids=[seen.id])
    with pytest.raises(OrderOnHold, match=r"10\.71 EUR is above 10 \(rule Big\)"):
        ship(fakes, fakes.order_id)
    with pytest.raises(NothingToHold):
        release(fakes, hold_ids=[seen.id])


def test_what_cannot_be_held_or_released_is_refused(warehouse: LabelFakes) -> None:
    fakes = warehouse
    for reason in (" ", "x" * 1001):
        with pytest.raises(InvalidReason):
            hold(fakes, reason=reason)
    with pytest.raises(NotFound):
        hold(fakes, number=404)
    with pytest.raises(NothingToHold):
        release(fakes)
    with fakes.unit_of_work.read() as tx:
        order = tx.erp.orders.get(fakes.order_id)
    assert order
    change_order(fakes.unit_of_work, replace(order, cancelled_at=NOON))
    with pytest.raises(NothingToHold):
        hold(fakes)


def test_several_are_held_and_released_and_each_says_why_not(warehouse: LabelFakes) -> None:
    fakes, keys = warehouse, [(SHOP, NUMBER), (SHOP, 404)]
    held = HoldManyOrders(hold_order(fakes))(keys, "a strike")
    assert [bool(each.problem) for each in held] == [False, True]
    assert hold(fakes, reason="again").reason == "a strike"
    [listed] = ListHeldOrders(fakes.unit_of_work)(9)
    assert (listed.name, listed.reasons, listed.document is not None) == ("#1001", ["a strike"], True)
    released = ReleaseManyOrders(release_order(fakes))(keys, "it is over")
    assert [bool(each.problem) for each in released] == [False, True]
    assert ListHeldOrders(fakes.unit_of_work).count(9) == 0


def test_an_order_that_waits_for_a_mapping_is_held_before_the_erp_has_it() -> None:
    fakes = Fakes()
    fakes.connect_shop()
    open_warehouse(fakes.unit_of_work)
    keep_stock(fakes.unit_of_work)
    receive_webhook(fakes, "orders/create", an_order_body())
    process_events(fakes)
    assert hold(fakes, ORDER_ID).order_name == "#1001"
    map_product(fakes)
    with fakes.unit_of_work() as tx:
        tx.events.release_resources(SHOP, [f"order:{ORDER_ID}"], fakes.clock.now())
        tx.commit()
    process_events(fakes)
    settle_due(fakes)
    with fakes.unit_of_work.read() as tx:
        link = tx.order_links.get_many(SHOP, [ORDER_ID])[ORDER_ID]
    assert link.erp_id
    assert get_state(fakes.unit_of_work, link.erp_id).on_hold


def test_a_rule_holds_an_order_with_its_webhook_once_and_its_release_stays() -> None:
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    set_rules(fakes, ABOVE_TEN)
    for number in range(3):
        receive_webhook(fakes, "orders/updated", an_order_body(), f"webhook-{number}")
        process_events(fakes)
        if number == 0:
            [placed] = list_holds(fakes, ORDER_ID)
            assert (placed.rule, placed.reason) == ("Big", "15.71 EUR is above 10")
            release(fakes, ORDER_ID)
    [released] = list_holds(fakes, ORDER_ID)
    assert released.end is HoldEnd.RELEASED
    cancelled = an_order_body(cancelled_at="2026-11-23T13:00:00+01:00", updated_at="2026-11-23T13:00:00+01:00")
    hold(fakes, ORDER_ID)
    receive_webhook(fakes, "orders/cancelled", cancelled, "webhook-9")
    process_events(fakes)
    assert [each.end for each in list_holds(fakes, ORDER_ID)] == [HoldEnd.RELEASED, HoldEnd.OVER]


def test_a_risk_that_arrives_later_holds_the_order() -> None:
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    set_rules(fakes, HoldRule("Fraud", HoldRuleKind.RISK, ("medium",)))
    receive_webhook(fakes, "orders/create", an_order_body())
    process_events(fakes)
    assert list_holds(fakes, ORDER_ID) == []
    risk = b'{"order_id": %d, "risk_level": "high"}' % ORDER_ID
    receive_webhook(fakes, "orders/risk_assessment_changed", risk, "webhook-2")
    process_events(fakes)
    assert [each.reason for each in list_holds(fakes, ORDER_ID)] == ["Shopify's risk is high"]


def test_an_address_that_only_an_older_state_has_holds_the_order() -> None:
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    set_rules(fakes, HoldRule("Far", HoldRuleKind.COUNTRY, ("US",)))
    receive_webhook(fakes, "orders/updated", an_order_body(updated_at="2026-11-23T13:00:00+01:00"))
    process_events(fakes)
    receive_webhook(fakes, "orders/create", an_order_body(shipping_address={"country_code": "US"}), "webhook-2")
    process_events(fakes)
    assert [each.reason for each in list_holds(fakes, ORDER_ID)] == ["Ships to US"]


def test_only_the_first_order_of_a_customer_is_one(warehouse: LabelFakes) -> None:
    fakes = warehouse
    line = an_order_line(1)
    first = book(fakes.unit_of_work, line, number=2001, customer_id="7")
    second = book(fakes.unit_of_work, line, number=2002, customer_id="7", ordered_at=NOON + HOUR)
    set_rules(fakes, HoldRule("New customer", HoldRuleKind.FIRST_ORDER))
    settle(fakes, first, second)
    assert (len(list_holds(fakes, 2001)), len(list_holds(fakes, 2002))) == (1, 0)


def test_a_new_rule_holds_open_orders_and_they_get_no_lots_until_released() -> None:
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    keep_stock(fakes.unit_of_work)
    order_id = open_order(fakes)
    order_id = book(fakes.unit_of_work, an_order_line(3), number=2001)
    preview = PreviewHoldRules(fakes.unit_of_work)(SHOP, [ABOVE_TEN])
    assert (preview.looked_at, [each.order.name for each in preview.held]) == (2, ["#2001"])
    change = ChangeHoldRules(fakes.unit_of_work, WakeOpenOrders(fakes.unit_of_work, fakes.notifier, fakes.clock))
    assert list(change.save(SHOP, ABOVE_TEN)) == [ABOVE_TEN]
    settle_due(fakes)
    assert list_units(fakes.unit_of_work, order_id, AssignmentState.ASSIGNED) == []
    state = get_state(fakes.unit_of_work, order_id)
    assert (state.on_hold, state.due_at) == (True, None)
    assert list(change.delete(SHOP, "Big")) == []
    settle(fakes, order_id)
    assert get_state(fakes.unit_of_work, order_id).on_hold
    release(fakes, 2001)
    settle_due(fakes)
    assert sum(units for _, units, _ in list_units(fakes.unit_of_work, order_id, AssignmentState.ASSIGNED)) == 3
    with pytest.raises(NotFound):
        change.delete(SHOP, "Big")


def test_a_label_is_not_bought_for_an_order_that_was_held_meanwhile(warehouse: LabelFakes) -> None:
    fakes = warehouse
    purchase_id = fakes.request_rates()
    fakes.work()
    fakes.choose(purchase_id)
    hold(fakes)
    fakes.work(timedelta(minutes=10))
    purchase = fakes.get(purchase_id)
    assert (purchase.state, fakes.count_sold()) == (PurchaseState.RATED, 0)
    assert "is on hold" in (purchase.last_error or "")
    with pytest.raises(OrderOnHold):
        fakes.choose(purchase_id)
    release(fakes)
    fakes.choose(purchase_id)
    fakes.work()
    assert (fakes.get(purchase_id).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)


def test_a_parcel_that_was_held_after_its_label_was_bought_ships_with_the_release(warehouse: LabelFakes) -> None:
    fakes = warehouse
    purchase_id = fakes.request_rates()
    fakes.work()
    fakes.choose(purchase_id)
    assert fakes.worker.run_next()  # buys
    hold(fakes)
    fakes.work()
    assert "is on hold" in (fakes.get(purchase_id).ship_error or "")
    release(fakes)
    fakes.work()
    assert fakes.get(purchase_id).ship_error is None
    assert find_push(fakes.unit_of_work, "PAR-1")


def test_a_return_label_is_bought_for_a_held_order(warehouse: LabelFakes) -> None:
    fakes = warehouse
    hold(fakes)
    purchase_id = fakes.request_rates(reverse=True)
    fakes.work()
    fakes.choose(purchase_id)
    fakes.work()
    assert fakes.get(purchase_id).state is PurchaseState.BOUGHT
