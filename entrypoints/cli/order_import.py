"""`novex-shopify orders import`."""

from datetime import UTC, datetime

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.policies.order_access_window import earliest_accessible
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.order_reconciliation import QUEUED_MESSAGE, DayOption
from novex_shopify.entrypoints.cli.shops import ShopArgument


def import_orders(shop: ShopArgument, *, since: DayOption = None, until: DayOption = None) -> None:
    """Bring over the orders that were placed in a time, however long; as far back as every app may see, if not told.

    Shopify lists them in a file; those that differ from the ERP's are read one by one, and put into the inbox.
    """
    now = datetime.now(UTC)
    orders = OrderRange.placed_on(since.date() if since else earliest_accessible(now), (until or now).date())
    run_import(shop, ImportKind.ORDERS, orders)
    typer.echo(QUEUED_MESSAGE, err=True)
