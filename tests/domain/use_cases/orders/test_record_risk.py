"""The risk of an order is the one that Shopify assessed last."""

import json
from itertools import permutations

import pytest

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.record_risk import RecordRisk
from tests.builders import NOON, ORDER_ID, SECOND, an_order_body
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, Outcome, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order


def record(fakes: Fakes, risk: str, seconds: int) -> Outcome:
    """Record a risk that was assessed at this second after noon."""
    body = json.dumps({"order_id": ORDER_ID, "risk_level": risk}).encode()
    return apply_event(fakes, RecordRisk(PAYLOADS, MARK_DUE), body, triggered_at=NOON + seconds * SECOND)


@pytest.mark.parametrize("arrivals", list(permutations([("low", 0), ("high", 1), ("medium", 2)])))
def test_the_last_risk_counts_in_any_order_of_arrival(mapped: Fakes, arrivals: list[tuple[str, int]]) -> None:
    apply_order = ApplyOrder(PAYLOADS, mapped.clock, MARK_DUE)
    assert apply_event(mapped, apply_order, an_order_body()) == DONE
    for risk, seconds in arrivals:
        record(mapped, risk, seconds)
        later = an_order_body(updated_at=f"2026-11-23T13:00:0{seconds}+01:00")
        apply_event(mapped, apply_order, later)
    assert get_sales_order(mapped).risk == "medium"
    assert (record(mapped, "high", 1), record(mapped, "medium", 2)) == (SUPERSEDED, DONE)


def test_a_risk_waits_for_its_order(mapped: Fakes) -> None:
    assert isinstance(record(mapped, "high", 0), OrderNotFoundYet)


def test_an_earlier_assessment_does_not_return_whatever_the_unsigned_time_says(mapped: Fakes) -> None:
    apply_event(mapped, ApplyOrder(PAYLOADS, mapped.clock, MARK_DUE), an_order_body())
    earlier, later = (
        json.dumps({"order_id": ORDER_ID, "risk_level": risk, "created_at": f"2026-11-23T{hour}:00:00Z"}).encode()
        for risk, hour in (("low", 12), ("high", 13))
    )
    outcomes = [
        apply_event(mapped, RecordRisk(PAYLOADS, MARK_DUE), body, triggered_at=NOON + lead * SECOND)
        for lead, body in enumerate((earlier, later, earlier))
    ]
    assert outcomes == [DONE, DONE, SUPERSEDED]
