"""`novex-shopify customers`."""

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import reading
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="The stores' customers.")


@app.command("import")
def import_customers(shop: Domain) -> None:
    """Bring the store's customers over."""
    run_import(shop, ImportKind.CUSTOMERS)


@app.command()
def doubtful(shop: Domain, *, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show customers who may be in the ERP under another id as well. They are kept apart until a person decides."""
    with reading() as tx:
        rows = [
            {"customer": link.shopify_id, "erp_customer": link.erp_id, "doubt": link.doubt}
            for link in tx.customer_links.doubtful(parse_shop_domain(shop), limit=limit)
        ]
    show(rows, as_json=as_json, empty="No customer is in doubt.")
