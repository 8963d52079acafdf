"""`novex-shopify orders settle` and `orders unsettled`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction


def settle_orders(
    order_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ORDER]...", help="The ERP's ids; all that failed if left out.")
    ] = None,
    *,
    all_of: Annotated[
        str | None, typer.Option(help="All orders of this store, such as after it began to keep stock.")
    ] = None,
) -> None:
    """Have a worker bring the lots of orders in line with Shopify again."""
    with open_container() as container:
        settle_again = container.settle_again()
        count = settle_again.all_of(parse_shop_domain(all_of)) if all_of else settle_again(order_ids or ())
    typer.echo(f"{count} {'order waits' if count == 1 else 'orders wait'} for a worker.")


def list_unsettled(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show the orders whose lots could not be brought in line with Shopify, and why."""
    with open_transaction() as tx:
        failed = get_stock(tx).warehouse_states.list_failed(limit)
    rows = [{"order_id": each.order_id, "attempts": each.attempts, "error": each.error} for each in failed]
    print_rows(rows, as_json=as_json, empty_message="No order waits for a person.")
