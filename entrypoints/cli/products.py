"""`novex-shopify products`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.product import MappingFilter, MappingStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli import product_files
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="Which Shopify variant is which ERP item.")
app.command("export")(product_files.export)
app.command("import")(product_files.import_)

VariantId = Annotated[int, typer.Argument(metavar="VARIANT", help="The variant's number, as `products list` shows it.")]


@app.command()
def sync(shop: Domain) -> None:
    """Read the store's products and match them."""
    run_import(shop, ImportKind.PRODUCTS)


@app.command("list")
def list_mappings(
    shop: Domain,
    *,
    status: Annotated[MappingStatus | None, typer.Option(help="Only those in this state.")] = None,
    text: Annotated[str | None, typer.Option(help="Only with this in title, SKU or barcode, or as id.")] = None,
    retired: Annotated[bool, typer.Option("--retired", help="What is unmapped and archived or deleted, too.")] = False,
    as_json: AsJson = False,
    limit: Limit = 50,
) -> None:
    """Show the store's variants and their ERP items; what most orders wait for comes first."""
    with reading() as tx:
        rows = [
            {
                "variant": listed.mapping.variant.variant_id,
                "title": listed.mapping.variant.title,
                "sku": listed.mapping.variant.sku,
                "barcode": listed.mapping.variant.barcode,
                "product_status": "deleted" if listed.mapping.deleted_at else listed.mapping.variant.status,
                "status": listed.mapping.status,
                "item": listed.mapping.item_id,
                "matched_by": listed.mapping.matched_by,
                "waiting": listed.waiting,
                "reason": listed.mapping.reason,
            }
            for listed in tx.mappings.page(parse_shop_domain(shop), MappingFilter(status, text, retired), limit)
        ]
    show(rows, as_json=as_json, empty=f"No such products. Read them with: novex-shopify products sync {shop}")


@app.command("map")
def map_variant(
    shop: Domain, variant: VariantId, item: Annotated[str, typer.Argument(metavar="ITEM", help="The ERP item's id.")]
) -> None:
    """Say which ERP item a variant is; orders that waited for it continue."""
    with product() as container:
        released = container.map_product()(parse_shop_domain(shop), variant, item)
    typer.echo(f"Variant {variant} is item {item}. Waiting orders that continue: {released}")


@app.command()
def ignore(shop: Domain, variant: VariantId) -> None:
    """Have a variant booked without an ERP item; orders that waited for it continue."""
    with product() as container:
        released = container.map_product().ignore(parse_shop_domain(shop), variant)
    typer.echo(f"Variant {variant} is booked without an item. Waiting orders that continue: {released}")


@app.command()
def unmap(shop: Domain, variant: VariantId) -> None:
    """Forget which ERP item a variant is, or that it is ignored."""
    with product() as container:
        container.map_product().unmap(parse_shop_domain(shop), variant)
    typer.echo(f"Variant {variant} is no longer mapped.")


@app.command()
def suggest(shop: Domain, variant: VariantId, *, as_json: AsJson = False, limit: Limit = 5) -> None:
    """Show the ERP items that a variant may be, best first, and why."""
    with product() as container:
        found = container.suggest_items()(parse_shop_domain(shop), variant, limit)
    rows = [
        {
            "item": each.item.id,
            "name": each.item.name,
            "sku": each.item.sku,
            "barcode": each.item.barcode,
            "why": each.why,
        }
        for each in found
    ]
    show(rows, as_json=as_json, empty="No item of the ERP looks like it.")
