"""Orders from webhooks become ERP orders, and an older state never overwrites a newer one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.errors import NeedsAttention, OrderTotalMismatch, PermanentError, ProductsNotMapped
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from tests.builders import NOON, SECOND, SHOP, VARIANT_ID, a_customer, an_order_body
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order, list_sales_orders, map_product
from tests.domain.use_cases.order_steps import book_order, make_order
from tests.webhook_bodies import LATER

apply_order = ApplyOrder(PAYLOADS, ManualClock(), MARK_DUE)
apply_read_order = ApplyOrder(PAYLOADS, ManualClock(), MARK_DUE, by_graphql=True)

READ_BODY = PAYLOADS.serialize_order(make_order(note="read"))
NEWER_BODY = an_order_body(updated_at=(NOON + SECOND).isoformat(), note="by webhook")


def save_policy(fakes: Fakes, policy: UnmappedProducts) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=policy))
        tx.commit()


def test_an_order_becomes_a_sales_order_with_its_items_and_its_customer(mapped: Fakes) -> None:
    assert apply_event(mapped, apply_order, an_order_body()) == DONE
    order = get_sales_order(mapped)
    assert (order.name, str(order.total)) == ("#1001", "15.71 EUR")
    assert [line.item_id for line in order.lines] == ["ART-1", None]
    with mapped.unit_of_work() as tx:
        customer = tx.erp.customers.get(order.customer_id or "")
    assert customer is not None
    assert customer.email == "ada@example.com"


def test_an_order_waits_for_its_product(fakes: Fakes) -> None:
    outcome = apply_event(fakes, apply_order, an_order_body())
    assert isinstance(outcome, ProductsNotMapped)
    assert outcome.waiting_for == (f"variant:{VARIANT_ID}",)
    assert "'Earl Grey' (SKU TEA)" in str(outcome)
    assert list_sales_orders(fakes) == []


def test_an_order_whose_total_does_not_match_waits_for_a_person_and_nothing_of_it_is_stored(mapped: Fakes) -> None:
    outcome = apply_event(mapped, apply_order, an_order_body(total_price="15.72"))
    assert isinstance(outcome, OrderTotalMismatch)
    assert "difference -0.01" in str(outcome)
    with mapped.unit_of_work() as tx:
        assert (tx.erp.orders.list_latest(1), tx.erp.customers.find_similar([a_customer().keys], [SHOP])) == ([], [])
        assert tx.customer_links.list_for_shop(SHOP) == []


def test_an_older_state_that_arrives_late_is_superseded(mapped: Fakes) -> None:
    assert apply_event(mapped, apply_order, an_order_body(updated_at=LATER, financial_status="refunded")) == DONE
    assert apply_event(mapped, apply_order, an_order_body()) == SUPERSEDED
    assert get_sales_order(mapped).financial_status == "refunded"


def test_what_was_read_never_overwrites_a_newer_state(mapped: Fakes) -> None:
    assert apply_event(mapped, apply_order, NEWER_BODY) == DONE
    assert apply_event(mapped, apply_read_order, READ_BODY) == SUPERSEDED
    assert get_sales_order(mapped).note == "by webhook"


def test_a_webhook_overwrites_an_older_state_that_was_read(mapped: Fakes) -> None:
    assert apply_event(mapped, apply_read_order, READ_BODY) == DONE
    assert get_sales_order(mapped).note == "read"
    assert apply_event(mapped, apply_order, NEWER_BODY) == DONE
    assert get_sales_order(mapped).note == "by webhook"


def test_data_that_is_withheld_never_erases_what_the_erp_has(mapped: Fakes) -> None:
    book_order(mapped, shipping_address=Address(name="Ada", city="London"), note="Ring twice", customer_id="1")
    withheld = an_order_body(updated_at=(NOON + SECOND).isoformat(), email=None, customer=None)
    assert apply_event(mapped, apply_order, withheld) == DONE
    document = get_sales_order(mapped)
    assert document.shipping_address is not None
    assert (document.shipping_address.city, document.note) == ("London", None)
    assert document.customer_id == "1"


@pytest.mark.parametrize(
    ("policy", "kind"), [(UnmappedProducts.PARK, NeedsAttention), (UnmappedProducts.REFUSE, PermanentError)]
)
def test_unmapped_products_wait_or_are_refused_by_the_shop_setting(
    fakes: Fakes, policy: UnmappedProducts, kind: type[Exception]
) -> None:
    save_policy(fakes, policy)
    outcome = apply_event(fakes, apply_order, an_order_body())
    assert isinstance(outcome, kind)
    assert "'Earl Grey' (SKU TEA)" in str(outcome)


def test_unmapped_products_are_booked_without_an_item_by_the_shop_setting(fakes: Fakes) -> None:
    save_policy(fakes, UnmappedProducts.PLACEHOLDER)
    assert apply_event(fakes, apply_order, an_order_body()) == DONE
    assert [line.item_id for line in get_sales_order(fakes).lines] == [None, None]


ORDER_STATES = {
    n: an_order_body(updated_at=f"2026-11-23T12:00:0{n}+01:00", financial_status=f"state-{n}") for n in range(5)
}


@given(st.lists(st.sampled_from(sorted(ORDER_STATES)), min_size=1, max_size=8))
def test_any_order_and_any_number_of_deliveries_end_in_the_newest_state(arrivals: list[int]) -> None:
    fakes = Fakes()
    map_product(fakes)
    outcomes = [apply_event(fakes, apply_order, ORDER_STATES[state]) for state in arrivals]
    assert get_sales_order(fakes).financial_status == f"state-{max(arrivals)}"
    newest_so_far = [max(arrivals[: index + 1]) for index in range(len(arrivals))]
    assert outcomes == [
        DONE if state == newest else SUPERSEDED for state, newest in zip(arrivals, newest_so_far, strict=True)
    ]
