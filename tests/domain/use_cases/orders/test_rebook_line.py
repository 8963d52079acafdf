"""A person books a line to another item."""

import pytest

from novex_shopify.domain.errors import InvalidPieces, NotFound
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine
from tests.builders import LINE_ID, ORDER_ID, SHOP, an_item, an_order_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order, map_product
from tests.webhook_bodies import LATER


@pytest.fixture
def booked(fakes: Fakes) -> Fakes:
    """The order is booked to ART-1; the ERP also has ART-2."""
    map_product(fakes)
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2")])
        tx.commit()
    assert apply_event(fakes, ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE), an_order_body()) == DONE
    return fakes


def rebook(fakes: Fakes, line_item_id: int = LINE_ID, item_id: str | None = "ART-2", order_id: str = "1") -> Rebooking:
    rebook_line = RebookLine(fakes.unit_of_work, fakes.notifier, fakes.clock)
    return rebook_line(order_id, line_item_id, item_id, reason="the wrong tea was mapped", rebooked_by="ann")


@pytest.mark.parametrize("item_id", ["ART-2", None])
def test_a_line_is_rebooked_and_it_is_recorded_by_whom_and_why(booked: Fakes, item_id: str | None) -> None:
    rebooking = rebook(booked, item_id=item_id)
    assert rebooking == Rebooking(
        SHOP, ORDER_ID, LINE_ID, "ART-1", item_id, "the wrong tea was mapped", "ann", booked.clock.now()
    )
    assert get_sales_order(booked).lines[0].item_id == item_id
    with booked.unit_of_work() as tx:
        assert list(tx.rebookings.list_for_order(SHOP, ORDER_ID)) == [rebooking]


def test_later_states_from_shopify_keep_the_item(booked: Fakes) -> None:
    rebook(booked)
    newer = an_order_body(updated_at=LATER, financial_status="paid")
    assert apply_event(booked, ApplyOrder(PAYLOADS, booked.clock, MARK_DUE), newer) == DONE
    document = get_sales_order(booked)
    assert (document.financial_status, document.lines[0].item_id) == ("paid", "ART-2")


def test_the_units_per_sale_of_a_line_are_corrected(booked: Fakes) -> None:
    def rebook_with(item_id: str, pieces: int | None) -> int:
        rebook_line = RebookLine(booked.unit_of_work, booked.notifier, booked.clock)
        rebook_line("1", LINE_ID, item_id, reason="a case of 12", rebooked_by="ann", pieces=pieces)
        return get_sales_order(booked).lines[0].pieces

    assert rebook_with("ART-1", 12) == 12
    assert rebook_with("ART-1", None) == 12
    assert rebook_with("ART-2", None) == 1
    with pytest.raises(InvalidPieces):
        rebook_with("ART-2", 0)


@pytest.mark.parametrize(
    ("unknown", "message"),
    [
        ({"order_id": "404"}, "no order 404"),
        ({"line_item_id": 404}, "Order #1001 has no item line 404"),
        ({"item_id": "ART-404"}, "no item ART-404"),
    ],
)
def test_what_is_unknown_is_refused_and_nothing_is_recorded(
    booked: Fakes, unknown: dict[str, str], message: str
) -> None:
    with pytest.raises(NotFound, match=message):
        rebook(booked, **unknown)  # type: ignore[arg-type]
    with booked.unit_of_work() as tx:
        assert list(tx.rebookings.list_for_order(SHOP, ORDER_ID)) == []
