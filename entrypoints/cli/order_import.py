"""`novex-shopify orders import`."""

from datetime import UTC, datetime

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.policies.order_access_window import earliest_accessible
from novex_shopify.entrypoints.cli.import_progress import run_import
from novex_shopify.entrypoints.cli.order_reconciliation import QUEUED_MESSAGE, DayOption
from novex_shopify.entrypoints.cli.shops import ShopArgument


def import_orders(shop: ShopArgument, *, since: DayOption = None, until: DayOption = None) -> None:
    """Import the orders placed in a period of any length; by default those of the last 60 days.

    Shopify exports them to a file. Those that differ from the ERP are read one by one and queued like webhooks.
    """
    now = datetime.now(UTC)
    orders = OrderRange.placed_on(since.date() if since else earliest_accessible(now), (until or now).date())
    run_import(shop, ImportKind.ORDERS, orders)
    typer.echo(QUEUED_MESSAGE, err=True)
