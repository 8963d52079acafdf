"""An uninstall is believed only if Shopify no longer accepts the token."""

import pytest

from novex_shopify.domain.errors import NovexError, PermanentTokenRefused, ShopClosed, ShopifyUnavailable
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import HOUR, SHOP, an_uninstalled_body
from tests.domain.use_cases.inbox_steps import list_statuses, process_events, receive_webhook
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


def receive_uninstall(fakes: ShopFakes) -> list[EventStatus]:
    """Receive an uninstall, and process it until it is settled."""
    receive_webhook(fakes, "app/uninstalled", an_uninstalled_body())
    for _ in range(3):
        process_events(fakes)
        fakes.clock.advance(HOUR)
    return list_statuses(fakes)


def test_a_store_whose_token_works_stays_connected(connected: ShopFakes) -> None:
    assert receive_uninstall(connected) == [EventStatus.IGNORED]
    assert (connected.get_shop().connected, connected.find_credentials() is None) == (True, False)


def test_a_store_whose_token_ended_is_disconnected(connected: ShopFakes) -> None:
    connected.shop.uninstall_app()
    assert receive_uninstall(connected) == [EventStatus.DONE]
    assert (connected.get_shop().connected, connected.find_credentials()) == (False, None)


@pytest.mark.parametrize(
    ("error", "connected_afterwards"),
    [
        (ShopClosed(SHOP, "grantedScopes"), False),
        (PermanentTokenRefused(SHOP, "grantedScopes"), True),
        (ShopifyUnavailable("no answer"), True),
    ],
)
def test_only_a_refused_token_or_a_closed_store_confirms_it(
    connected: ShopFakes, error: NovexError, connected_afterwards: bool
) -> None:
    connected.shop.fail_next_call("fetch_granted_scopes", error)
    receive_uninstall(connected)
    assert connected.get_shop().connected is connected_afterwards
