"""Keys of EasyPost are entered, tested and removed, and its webhook is registered."""

from html import unescape

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.label import CarrierMode
from tests.builders import NOON, SHOP, a_shop
from tests.entrypoints.web.console.local_console import open_local_console, send_form

PATH = "/console/settings/carriers"
KEY = {"shop": "", "mode": "test", "key": "EZ-planted-key"}


@pytest.fixture
def carriers(container: Container) -> MemoryCarriers:
    carriers = MemoryCarriers()
    container.carriers.override(providers.Object(carriers))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    return carriers


def test_a_key_is_entered_tested_and_removed_and_never_shown(container: Container, carriers: MemoryCarriers) -> None:
    with open_local_console(container) as console:
        assert send_form(console, PATH, KEY)[0] == 303
        assert send_form(console, PATH, {**KEY, "shop": SHOP, "mode": "production"})[0] == 303
        with container.read_transaction() as tx:
            of_all, own = tx.carrier_accounts.list_all()
        assert (of_all.shop_domain, of_all.mode, own.shop_domain) == (None, CarrierMode.TEST, SHOP)
        page = unescape(console.get(PATH).text)
        assert KEY["key"] not in page
        assert "Not registered" in page
        assert send_form(console, f"{PATH}/{of_all.id}/webhook", {})[0] == 303
        assert [*carriers.webhooks] == [container.settings().carrier_webhook_url]
        assert send_form(console, f"{PATH}/{of_all.id}/test", {})[0] == 303
        assert send_form(console, PATH, {**KEY, "key": "another-key"})[0] == 303
        with container.read_transaction() as tx:
            renewed = tx.carrier_accounts.get(of_all.id)
        assert renewed
        assert (renewed.api_key.value, bool(renewed.webhook_secret)) == ("another-key", True)
        status, page = send_form(console, f"{PATH}/{own.id}/test", {})
        assert (status, "entered for production" in unescape(page)) == (422, True)
        assert send_form(console, f"{PATH}/{own.id}/remove", {})[0] == 303
        with container.read_transaction() as tx:
            assert [each.id for each in tx.carrier_accounts.list_all()] == [of_all.id]
            actions = [each.action for each in tx.audit_log.search(AuditFilter(), 5)]
        assert actions == [
            AuditAction.CARRIER_ACCOUNT_REMOVED,
            AuditAction.CARRIER_ACCOUNT_SAVED,
            AuditAction.CARRIER_WEBHOOK_REGISTERED,
            *(AuditAction.CARRIER_ACCOUNT_SAVED,) * 2,
        ]


def test_what_the_daily_check_found_is_shown(container: Container, carriers: MemoryCarriers) -> None:
    with open_local_console(container) as console:
        send_form(console, PATH, KEY)
        with container.transaction() as tx:
            tx.carrier_webhooks.save_problem(None, "EasyPost had stopped to send", NOON)
            tx.commit()
        assert "EasyPost had stopped to send" in console.get(PATH).text
        assert send_form(console, PATH, {**KEY, "key": ""})[0] == 422
