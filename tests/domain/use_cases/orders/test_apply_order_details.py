"""What orders say beside amounts reaches the ERP, from whichever side the order comes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.erp.orders import MemoryOrders
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_details import Attribute, SellingPlan
from novex_shopify.domain.model.raw_order import RawOrder
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from tests.builders import NOON, SHOP, an_event, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order

CLOCK = ManualClock()
APPLY_WEBHOOK = ApplyOrder(PAYLOADS, CLOCK, MARK_DUE)
APPLY_READ = ApplyOrder(PAYLOADS, CLOCK, MARK_DUE, by_graphql=True)


@dataclass(frozen=True, slots=True)
class RecordingOrders(MemoryOrders):
    """An ERP that looks at the raw orders."""

    raw_orders: list[RawOrder | None] = field(default_factory=list)

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        self.raw_orders.extend(order.raw for order in orders)
        return MemoryOrders.apply(self, orders)


def apply_body(fakes: Fakes, apply: ApplyOrder, body: bytes) -> list[RawOrder | None]:
    """Apply one body; returns the raw orders that the ERP was given."""
    with fakes.unit_of_work() as tx:
        orders = RecordingOrders(tx.erp.orders.state)  # type: ignore[attr-defined]
        tx.erp.orders = orders  # type: ignore[misc]
        apply(tx, SHOP, [an_event(body)])
        tx.commit()
    return orders.raw_orders


def read_order(**changes: object) -> Order:
    """The webhook's order, read by GraphQL an hour later, with changes."""
    order = PAYLOADS.parse_order(an_order_body())
    return replace(order, updated_at=NOON, **changes)  # type: ignore[arg-type]


def test_the_erp_is_given_the_raw_body_of_a_webhook(mapped: Fakes) -> None:
    (raw,) = apply_body(mapped, APPLY_WEBHOOK, an_order_body(confirmation_number="XPAV284CT", note="a\0b"))
    assert raw is not None
    assert (raw["confirmation_number"], raw["note"]) == ("XPAV284CT", "ab")
    assert get_sales_order(mapped).raw is None


def test_an_order_that_was_read_by_graphql_has_no_raw_body(mapped: Fakes) -> None:
    assert apply_body(mapped, APPLY_READ, PAYLOADS.serialize_order(read_order())) == [None]


def test_a_later_webhook_keeps_the_selling_plan_and_changes_the_attributes(mapped: Fakes) -> None:
    (line,) = read_order().line_items
    subscribed = read_order(
        line_items=(replace(line, selling_plan=SellingPlan("Monthly", 41)),), note_attributes=(Attribute("Gift", "no"),)
    )
    apply_body(mapped, APPLY_READ, PAYLOADS.serialize_order(subscribed))
    changed = an_order_body(updated_at="2026-11-24T12:00:00Z", note_attributes=[{"name": "Gift", "value": "yes"}])
    apply_body(mapped, APPLY_WEBHOOK, changed)
    document = get_sales_order(mapped)
    assert document.lines[0].selling_plan == SellingPlan("Monthly", 41)
    assert document.note_attributes == (Attribute("Gift", "yes"),)
