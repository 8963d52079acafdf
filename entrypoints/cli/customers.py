"""`novex-shopify customers`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.import_progress import run_import
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.cli.shops import ShopArgument

app = typer.Typer(
    no_args_is_help=True, help="Import customers, review possible duplicates, and say what lots they accept."
)

CustomerIdArgument = Annotated[int, typer.Argument(metavar="CUSTOMER", help="The customer's id in Shopify.", min=1)]


@app.command("import")
def import_customers(shop: ShopArgument) -> None:
    """Import all customers of a store."""
    run_import(shop, ImportKind.CUSTOMERS)


@app.command()
def duplicates(shop: ShopArgument, *, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show customers who may exist in the ERP under another id. They are kept separate until a person merges them."""
    with open_transaction() as tx:
        rows = [
            {"customer_id": link.shopify_id, "erp_customer_id": link.erp_id, "reason": link.review_reason}
            for link in tx.customer_links.list_to_review(parse_shop_domain(shop), limit=limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No possible duplicates.")


@app.command("settings")
def update_settings(
    shop: ShopArgument,
    customer_id: CustomerIdArgument,
    *,
    min_remaining_days: Annotated[
        int | None,
        typer.Option(help="How many days a lot must still be good after it ships, if the store asks for fewer."),
    ] = None,
    of_the_store: Annotated[
        bool, typer.Option("--no-min-remaining-days", help="Leave the minimum to the store's settings.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what lots a customer accepts, after changing it by an option. Shopify's data never resets it."""
    domain = parse_shop_domain(shop)
    with open_container() as container:
        set_minimum_life = container.set_minimum_life()
        if of_the_store or min_remaining_days is not None:
            set_minimum_life(domain, customer_id, None if of_the_store else min_remaining_days)
        days = set_minimum_life.get(domain, customer_id)
    row = {"shop": domain, "customer_id": customer_id, "min_remaining_days": days}
    print_rows([row], as_json=as_json, empty_message="")


@app.command("keep-separate")
def keep_separate(shop: ShopArgument, customer_id: CustomerIdArgument) -> None:
    """Take a customer off the list of possible duplicates, because it is another person."""
    with open_container() as container:
        container.keep_separate()(parse_shop_domain(shop), customer_id)
    typer.echo(f"Customer {customer_id} stays separate.")
