"""`novex-shopify customers`."""

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_transaction
from novex_shopify.entrypoints.cli.shops import ShopArgument

app = typer.Typer(no_args_is_help=True, help="The stores' customers.")


@app.command("import")
def import_customers(shop: ShopArgument) -> None:
    """Bring the store's customers over."""
    run_import(shop, ImportKind.CUSTOMERS)


@app.command()
def duplicates(shop: ShopArgument, *, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show customers who may be in the ERP under another id as well. They are kept apart until a person decides."""
    with open_transaction() as tx:
        rows = [
            {"customer": link.shopify_id, "erp_customer": link.erp_id, "doubt": link.review_reason}
            for link in tx.customer_links.list_to_review(parse_shop_domain(shop), limit=limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No customer is in doubt.")
