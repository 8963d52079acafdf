"""`novex-shopify products`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="Which Shopify variant is which ERP item.")

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
    as_json: AsJson = False,
    limit: Limit = 50,
) -> None:
    """Show the store's variants and their ERP items."""
    with reading() as tx:
        rows = [
            {
                "variant": mapping.variant.variant_id,
                "title": mapping.variant.title,
                "sku": mapping.variant.sku,
                "barcode": mapping.variant.barcode,
                "status": mapping.status,
                "item": mapping.item_id,
                "matched_by": mapping.matched_by,
                "reason": mapping.reason,
            }
            for mapping in tx.mappings.of(parse_shop_domain(shop), status)[:limit]
        ]
    show(rows, as_json=as_json, empty=f"No products. Read them with: novex-shopify products sync {shop}")


@app.command("map")
def map_variant(
    shop: Domain, variant: VariantId, item: Annotated[str, typer.Argument(metavar="ITEM", help="The ERP item's id.")]
) -> None:
    """Say which ERP item a variant is; orders that waited for it continue."""
    with product() as container:
        released = container.map_product()(parse_shop_domain(shop), variant, item)
    typer.echo(f"Variant {variant} is item {item}. Waiting orders that continue: {released}")


@app.command()
def unmap(shop: Domain, variant: VariantId) -> None:
    """Forget which ERP item a variant is."""
    with product() as container:
        container.map_product().unmap(parse_shop_domain(shop), variant)
    typer.echo(f"Variant {variant} is no longer mapped.")
