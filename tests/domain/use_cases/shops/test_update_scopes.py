"""A change of the granted scopes takes effect."""

import json
from datetime import datetime

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.use_cases.shops.update_scopes import UpdateScopes
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_shipment
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, Outcome, apply_event
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


def grant_scopes(fakes: ShopFakes, *scopes: str, triggered_at: datetime = NOON) -> Outcome:
    body = json.dumps({"current": scopes, "previous": [], "id": 1}).encode()
    return apply_event(fakes, UpdateScopes(JsonPayloadReader()), body, triggered_at=triggered_at)


def test_changed_scopes_are_stored_unless_the_shop_was_connected_later(fakes: ShopFakes) -> None:
    fakes.connect_shop(installed_at=NOON, scopes=Scopes.parse("write_orders"))
    assert grant_scopes(fakes, "read_orders", triggered_at=NOON - HOUR) == SUPERSEDED
    assert str(fakes.get_shop().scopes) == "write_orders"
    assert grant_scopes(fakes, "read_orders", triggered_at=NOON + HOUR) == DONE
    assert str(fakes.get_shop().scopes) == "read_orders"


def test_changed_scopes_have_the_subscriptions_checked(fakes: ShopFakes) -> None:
    fakes.connect_shop(scopes=Scopes.parse("read_orders"))
    for scopes, due in ((("read_orders",), None), (("read_orders", "read_returns"), SHOP)):
        grant_scopes(fakes, *scopes)
        with fakes.unit_of_work() as tx:
            assert tx.subscriptions.find_due_shop(NOON + HOUR) == due


@pytest.mark.parametrize(
    ("granted", "status"), [("read_orders", PushStatus.PARKED), ("read_products", PushStatus.PENDING)]
)
def test_only_a_new_scope_releases_shipments(fakes: ShopFakes, granted: str, status: PushStatus) -> None:
    fakes.connect_shop(scopes=Scopes.parse("read_orders,read_customers"))
    with fakes.unit_of_work() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.commit()
    grant_scopes(fakes, granted)
    with fakes.unit_of_work() as tx:
        assert tx.pushes.count_by_status() == {status: 1}
