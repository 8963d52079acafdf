"""A store that was not expected awaits approval: its events are stored, and nothing else happens."""

import pytest

from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS, ImportKind
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.signatures import sign_query
from novex_shopify.domain.use_cases.shops import ApproveShop, ConnectShop
from novex_shopify.domain.use_cases.shops.connect_shop import ANY_SHOP
from tests.builders import SECRET, SHOP, a_customer_body, a_shop, an_order_body
from tests.domain.use_cases.inbox_steps import (
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.domain.use_cases.shops.shop_fakes import ShopFakes
from tests.webhook_bodies import make_privacy_body

WAITING_WEBHOOKS = {
    "orders/create": an_order_body(),
    "customers/update": a_customer_body(),
    "products/update": b'{"id": 1, "variants": []}',
    "customers/redact": make_privacy_body(orders_to_redact=[]),
}


@pytest.fixture
def approve_shop(fakes: ShopFakes) -> ApproveShop:
    return ApproveShop(fakes.unit_of_work, fakes.notifier, fakes.clock)


def install_app(fakes: ShopFakes, expected_shops: frozenset[str] = frozenset()) -> None:
    """A merchant installs the app from Shopify."""
    fakes.shop.authorization_codes.add("code-1")
    connect_shop = ConnectShop(
        unit_of_work=fakes.unit_of_work,
        auth=fakes.auth,
        admin=fakes.admin,
        notifier=fakes.notifier,
        clock=fakes.clock,
        nonces=fakes.nonces,
        client_secrets=(SECRET,),
        scopes=fakes.shop.scopes,
        api_version="2026-10",
        address=fakes.address,
        expected_shops=expected_shops,
    )
    started = connect_shop.begin([("shop", SHOP)])
    query = [("code", "code-1"), ("shop", SHOP), ("timestamp", str(int(fakes.clock.now().timestamp())))]
    query.append(("state", started.url.rpartition("state=")[2]))
    connect_shop.complete([*query, ("hmac", sign_query(SECRET, query))], started.nonce)


def list_imports(fakes: ShopFakes) -> set[ImportKind]:
    with fakes.unit_of_work() as tx:
        return {run.kind for run in tx.imports.list_latest(9)}


def test_the_events_of_an_unexpected_store_wait_until_it_is_approved(
    fakes: ShopFakes, approve_shop: ApproveShop
) -> None:
    install_app(fakes)
    map_product(fakes)
    for topic, body in WAITING_WEBHOOKS.items():
        receive_webhook(fakes, topic, body, topic)
    process_events(fakes)
    assert fakes.get_shop().connection_state is ConnectionState.UNAPPROVED
    assert set(list_statuses(fakes)) == {EventStatus.PARKED}
    assert (list_imports(fakes), list_sales_orders(fakes)) == (set(), [])

    assert approve_shop(SHOP)
    process_events(fakes)
    assert EventStatus.PARKED not in list_statuses(fakes)
    assert (fakes.get_shop().reachable, list_imports(fakes)) == (True, set(COMPLETE_LIST_KINDS))
    assert not approve_shop(SHOP)


@pytest.mark.parametrize("expected", [SHOP, ANY_SHOP])
def test_a_store_on_the_list_needs_no_approval(fakes: ShopFakes, expected: str) -> None:
    install_app(fakes, frozenset({expected}))
    assert fakes.get_shop().reachable


def test_the_next_installation_that_a_person_begins_needs_no_approval(
    fakes: ShopFakes, approve_shop: ApproveShop
) -> None:
    approve_shop.expect(SHOP)
    install_app(fakes)
    assert fakes.get_shop().reachable


def test_a_store_can_be_approved_before_it_is_installed(fakes: ShopFakes, approve_shop: ApproveShop) -> None:
    assert approve_shop(SHOP)
    install_app(fakes)
    assert fakes.get_shop().reachable


def test_a_new_installation_neither_gives_nor_takes_an_approval(connected: ShopFakes) -> None:
    for awaits_approval in (True, False):
        with connected.unit_of_work() as tx:
            tx.shops.save(a_shop(awaits_approval=awaits_approval))
            tx.commit()
        install_app(connected)
        assert connected.get_shop().awaits_approval is awaits_approval
