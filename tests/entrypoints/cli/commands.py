"""Runs commands in this process."""

from datetime import UTC, datetime

from typer.testing import CliRunner, Result

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.app import app

SHOP = ShopDomain("tea-and-paper.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LINE = 866550311766439020


def run_command(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)
