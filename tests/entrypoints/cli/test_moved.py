"""`novex-shopify moved`, and what a command says at another address."""

import pytest

from novex_shopify.domain.errors import AddressChanged
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import NOON, SHOP, run_command


@pytest.mark.usefixtures("an_order")
def test_a_move_is_confirmed_once(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.installation.record_app_url("https://erp.example.com", NOON)
        tx.commit()
    with pytest.raises(AddressChanged, match="correct it"):
        run_command("webhooks", "repair", SHOP)
    monkeypatch.setenv("APP_URL", "https://new.example.com")
    assert "has moved from https://erp.example.com to https://new.example.com" in run_command("moved").stdout
    assert run_command("moved").stdout.startswith("Nothing to confirm: https://new.example.com")
