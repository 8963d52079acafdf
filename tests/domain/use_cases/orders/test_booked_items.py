"""What is booked stays booked: no mapping, deletion or SKU change moves a line to another item."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from tests.builders import SHOP, VARIANT_ID, an_item, an_order_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order, map_product
from tests.webhook_bodies import LATER


@pytest.fixture
def booked(fakes: Fakes) -> Fakes:
    """The order is booked to ART-1."""
    map_product(fakes)
    assert apply_event(fakes, ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE), an_order_body()) == DONE
    return fakes


def save_policy(fakes: Fakes, policy: UnmappedProducts) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=policy))
        tx.commit()


def apply_later(fakes: Fakes, **changes: Any) -> object:
    """Apply a newer state, of which the line is changed."""
    first, *others = json.loads(an_order_body())["line_items"]
    lines = [first | changes.pop("line", {}), *others]
    body = an_order_body(updated_at=LATER, line_items=lines, **changes)
    return apply_event(fakes, ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE), body)


@pytest.mark.parametrize(
    "line",
    [
        {"product_exists": False, "variant_id": None},
        {"product_exists": False},
        {"product_exists": None, "variant_id": None},
        {"sku": "NEW"},
        {"variant_id": 404},
    ],
)
@pytest.mark.parametrize("policy", UnmappedProducts)
def test_a_line_keeps_its_item_whatever_becomes_of_the_product(
    booked: Fakes, line: dict[str, Any], policy: UnmappedProducts
) -> None:
    save_policy(booked, policy)
    assert apply_later(booked, line=line) == DONE
    assert get_sales_order(booked).lines[0].item_id == "ART-1"


@pytest.mark.parametrize(
    "decide",
    [
        lambda map_product: map_product(SHOP, VARIANT_ID, "ART-2"),
        lambda map_product: map_product.ignore(SHOP, VARIANT_ID),
        lambda map_product: map_product.unmap(SHOP, VARIANT_ID),
    ],
    ids=["mapped to another item", "ignored", "unmapped"],
)
@pytest.mark.parametrize("policy", UnmappedProducts)
def test_a_line_keeps_its_item_whatever_the_mapping_is_now(
    booked: Fakes, decide: Callable[[MapProduct], object], policy: UnmappedProducts
) -> None:
    save_policy(booked, policy)
    with booked.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2")])
        tx.commit()
    decide(MapProduct(booked.unit_of_work, booked.notifier, booked.clock))
    assert apply_later(booked, cancelled_at=LATER) == DONE
    document = get_sales_order(booked)
    assert document.lines[0].item_id == "ART-1"
    assert document.cancelled_at is not None


def test_a_line_has_the_units_per_sale_of_when_it_was_booked(booked: Fakes) -> None:
    map_product_to = MapProduct(booked.unit_of_work, booked.notifier, booked.clock)
    assert get_sales_order(booked).lines[0].pieces == 1
    map_product_to(SHOP, VARIANT_ID, "ART-1", 12)
    assert apply_later(booked) == DONE
    assert get_sales_order(booked).lines[0].pieces == 1


def test_a_new_order_has_the_units_per_sale_of_the_mapping(fakes: Fakes) -> None:
    map_product(fakes)
    MapProduct(fakes.unit_of_work, fakes.notifier, fakes.clock)(SHOP, VARIANT_ID, "ART-1", 12)
    assert apply_later(fakes) == DONE
    line = get_sales_order(fakes).lines[0]
    assert (line.item_id, line.pieces) == ("ART-1", 12)


@pytest.mark.parametrize("policy", UnmappedProducts)
def test_a_cancellation_never_waits_for_a_mapping(fakes: Fakes, policy: UnmappedProducts) -> None:
    save_policy(fakes, policy)
    assert apply_later(fakes, cancelled_at=LATER) == DONE
    assert get_sales_order(fakes).cancelled_at is not None


def test_a_line_that_was_booked_without_an_item_gets_none_by_a_later_mapping(fakes: Fakes) -> None:
    save_policy(fakes, UnmappedProducts.PLACEHOLDER)
    assert apply_event(fakes, ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE), an_order_body()) == DONE
    map_product(fakes)
    assert apply_later(fakes) == DONE
    assert get_sales_order(fakes).lines[0].item_id is None


def test_the_first_state_after_a_deletion_uses_the_mapping_that_was_kept(fakes: Fakes) -> None:
    map_product(fakes)
    assert apply_later(fakes, line={"product_exists": False}) == DONE
    assert get_sales_order(fakes).lines[0].item_id == "ART-1"


def test_a_deleted_product_that_was_never_mapped_is_booked_by_its_title(fakes: Fakes) -> None:
    assert apply_later(fakes, line={"product_exists": False}) == DONE
    line = get_sales_order(fakes).lines[0]
    assert (line.item_id, line.title) == (None, "Earl Grey")
