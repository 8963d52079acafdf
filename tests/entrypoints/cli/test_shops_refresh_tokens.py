"""`novex-shopify shops refresh-tokens`: its report and its exit code."""

import json

import pytest
from typer.testing import CliRunner

from novex_shopify.config.startup import build_container
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.entrypoints.cli.app import app
from tests.builders import OTHER_SHOP, SHOP, a_shop

COMMAND = ["shops", "refresh-tokens", "--json"]


@pytest.fixture(autouse=True)
def a_shop_with_a_permanent_token() -> None:
    """A connected store whose token needs no refresh."""
    container = build_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, Credentials(Secret("shpat_permanent")))
        tx.commit()
    container.engine().dispose()


def test_a_permanent_token_is_no_failure() -> None:
    result = CliRunner().invoke(app, COMMAND)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [{"shop": SHOP, "outcome": "permanent", "error": None}]


def test_a_failed_shop_sets_the_exit_code_and_does_not_delay_the_others() -> None:
    container = build_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.commit()
    container.engine().dispose()
    result = CliRunner().invoke(app, COMMAND)
    assert result.exit_code == 1
    assert [line["outcome"] for line in json.loads(result.stdout)] == ["failed", "permanent"]
    assert "shpat_" not in result.output
