"""Access tokens are renewed and exchanged in the console, and webhooks are explained."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, FakeShop, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import ShopifyThrottled
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials
from tests.audited_world import list_entries
from tests.builders import OTHER_SHOP, SHOP, a_shop
from tests.entrypoints.web.console.local_console import LOCAL, open_local_console, send_form

PAGE = f"/console/stores/{SHOP}/token"


@pytest.fixture
def fake_shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def container(fake_shop: FakeShop) -> Container:
    """A store with a permanent token that Shopify knows, and one that has lost its token."""
    container = build_in_memory_container(fake_shop)
    container.settings.override(providers.Object(Settings.model_validate({**IN_MEMORY_SETTINGS, **LOCAL})))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, Credentials(fake_shop.access_token))
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.commit()
    return container


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


def get_credentials(container: Container) -> Credentials:
    with container.read_transaction() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials
    return credentials


def test_a_permanent_token_is_exchanged_by_the_stores_name_and_then_renewed(
    console: TestClient, container: Container, fake_shop: FakeShop
) -> None:
    page = console.get(PAGE).text
    assert ("Permanent" in page, "cannot be undone" in page, "shpat_" in page) == (True, True, False)
    status, page = send_form(console, f"{PAGE}/exchange", {"confirmation": "tea"})
    assert (status, "Enter tea-and-paper to exchange its token" in page) == (422, True)
    assert get_credentials(container).permanent
    assert send_form(console, f"{PAGE}/exchange", {"confirmation": "tea-and-paper"})[0] == 303
    exchanged = get_credentials(container)
    assert not exchanged.permanent
    assert "Can be renewed until" in console.get(PAGE).text
    assert send_form(console, f"{PAGE}/renew", {})[0] == 303
    assert get_credentials(container) != exchanged
    fake_shop.fail_next_call("refresh", ShopifyThrottled("too many requests"))
    status, page = send_form(console, f"{PAGE}/renew", {})
    assert (status, "too many requests" in page) == (422, True)


def test_all_tokens_are_renewed_and_a_store_that_fails_stops_no_other(
    console: TestClient, container: Container, fake_shop: FakeShop
) -> None:
    fake_shop.refresh_token = Secret("shprt_known")
    with container.transaction() as tx:
        now = container.clock().now()
        tx.shops.save_credentials(SHOP, Credentials(fake_shop.access_token, now, fake_shop.refresh_token, now))
        tx.commit()
    assert "2 stores" in console.get("/console/stores/tokens").text
    status, page = send_form(console, "/console/stores/tokens/renew", {})
    assert (status, page.count(">Renewed<"), page.count(">Failed<")) == (200, 1, 1)
    assert [entry.action for entry in list_entries(container)] == [AuditAction.TOKEN_RENEWED]


def test_the_addresses_of_webhooks_and_the_section_of_the_apps_settings_are_shown(console: TestClient) -> None:
    page = console.get("/console/webhooks").text
    assert page.count("http://localhost:8000/webhooks/shopify") >= 2
    assert ("[[webhooks.subscriptions]]" in page, "compliance_topics" in page) == (True, True)
    assert f'action="/console/stores/{SHOP}/webhooks/repair"' in page
    assert "missing" in page
