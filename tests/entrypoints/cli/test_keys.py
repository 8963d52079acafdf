"""`novex-shopify keys rotate`: its output during a key rotation."""

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from novex_shopify.config.startup import build_container
from novex_shopify.entrypoints.cli.app import app
from tests.builders import OTHER_SHOP, SHOP, a_shop, credentials

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def two_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stores, whose tokens are encrypted with the old key."""
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", OLD)
    container = build_container()
    with container.unit_of_work()() as tx:
        for domain in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=domain))
            tx.shops.save_credentials(domain, credentials())
        tx.commit()
    container.engine().dispose()


@pytest.mark.usefixtures("two_shops")
def test_after_a_rotation_the_old_key_can_be_removed_and_a_second_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", f"{NEW},{OLD}")
    first, second = (CliRunner().invoke(app, ["keys", "rotate"]) for _ in range(2))
    assert "the tokens of 2 stores" in first.output
    assert "You can now remove the other keys" in first.output
    assert "the tokens of 0 stores" in second.output
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", NEW)
    assert CliRunner().invoke(app, ["keys", "rotate"]).exit_code == 0


@pytest.mark.usefixtures("two_shops")
def test_without_the_old_key_the_shops_are_named_and_no_key_can_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", FOREIGN)
    result = CliRunner().invoke(app, ["keys", "rotate"])
    assert result.exit_code == 1
    assert f"decrypts the tokens of {SHOP}" in result.output
    assert f"decrypts the tokens of {OTHER_SHOP}" in result.output
    assert "remove the other keys" not in result.output
