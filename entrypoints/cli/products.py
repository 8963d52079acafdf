"""`novex-shopify products`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.product import MappingFilter, MappingStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.products.match_again import are_products_imported
from novex_shopify.entrypoints.cli import mapping_files
from novex_shopify.entrypoints.cli.import_progress import run_import
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shops import ShopArgument

app = typer.Typer(no_args_is_help=True, help="Map Shopify's variants to ERP items.")
app.command("export")(mapping_files.export_mappings)
app.command("import")(mapping_files.import_mappings)

VariantIdArgument = Annotated[int, typer.Argument(metavar="VARIANT", help="The variant's id, from `products list`.")]


@app.command()
def sync(shop: ShopArgument) -> None:
    """Import all products of a store, and match them with ERP items."""
    run_import(shop, ImportKind.PRODUCTS)


@app.command("take-over")
def take_over_items(
    shop: ShopArgument,
    *,
    create_missing_items: Annotated[
        bool, typer.Option("--create-missing-items", help="Also for products that are added later: a store's setting.")
    ] = False,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
) -> None:
    """Create an ERP item for each variant that has none. Orders that wait for them continue.

    Variants without a SKU, or whose SKU or barcode is used twice, are left for a person and listed.
    """
    domain = parse_shop_domain(shop)
    with open_container() as container:
        with container.read_transaction() as tx:
            imported = are_products_imported(tx, domain)
        if not imported:
            run_import(shop, ImportKind.PRODUCTS)
        outcome = container.take_over_items()(domain)
        if create_missing_items:
            container.change_settings()(domain, {"create_missing_items": True})
    rows = [
        {"variant_id": variant.variant_id, "title": variant.title, "sku": variant.sku, "reason": reason}
        for variant, reason in outcome.obstacles[:limit]
    ]
    print_rows(rows, as_json=as_json, empty_message="No variant is left without an item.")
    typer.echo(
        f"Items created: {outcome.created}. Variants mapped: {outcome.mapped}."
        f" Left for a person: {len(outcome.obstacles)}. Waiting orders that continue: {outcome.released}",
        err=as_json,
    )


@app.command()
def match(shop: ShopArgument) -> None:
    """Match the undecided variants with the items that the ERP has now. Orders that wait for them continue."""
    with open_container() as container:
        outcome = container.match_again()(parse_shop_domain(shop))
    typer.echo(f"Variants mapped: {outcome.mapped}. Waiting orders that continue: {outcome.released}")


@app.command("list")
def list_mappings(
    shop: ShopArgument,
    *,
    status: Annotated[MappingStatus | None, typer.Option(help="Only variants with this status.")] = None,
    text: Annotated[
        str | None, typer.Option(help="Only variants with this text in title, SKU or barcode, or with this id.")
    ] = None,
    include_archived: Annotated[
        bool, typer.Option("--include-archived", help="Include unmapped variants that are archived or deleted.")
    ] = False,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
) -> None:
    """Show a store's variants and their ERP items; what most orders wait for comes first."""
    with open_container() as container:
        rows = [
            {
                "variant_id": row.mapping.variant.variant_id,
                "title": row.mapping.variant.title,
                "sku": row.mapping.variant.sku,
                "barcode": row.mapping.variant.barcode,
                "product_status": "deleted" if row.mapping.deleted_at else row.mapping.variant.status,
                "status": row.mapping.status,
                "item_id": row.mapping.item_id,
                "item_name": row.item.name if row.item else None,
                "pieces": row.mapping.pieces if row.mapping.item_id else None,
                "matched_by": row.mapping.matched_by,
                "decided_by": row.decided_by,
                "waiting_orders": row.waiting_orders,
                "reason": row.mapping.reason,
            }
            for row in container.list_variants()(
                parse_shop_domain(shop), MappingFilter(status, text, include_archived), limit
            )
        ]
    print_rows(
        rows, as_json=as_json, empty_message=f"No products match. Import them with: novex-shopify products sync {shop}"
    )


@app.command("map")
def map_variant(
    shop: ShopArgument,
    variant: VariantIdArgument,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The ERP item's id.")],
    *,
    pieces: Annotated[
        int | None,
        typer.Option(help="How many base units of the item one sold unit is, such as 12 for a case of 12 cans."),
    ] = None,
) -> None:
    """Map a variant to an ERP item. Orders that wait for it continue.

    Without --pieces, the same item keeps them, and another item has one. Lines that are booked keep theirs.
    """
    with open_container() as container:
        released = container.map_product()(parse_shop_domain(shop), variant, item, pieces)
    typer.echo(f"Variant {variant} is mapped to item {item}. Waiting orders that continue: {released}")


@app.command()
def ignore(shop: ShopArgument, variant: VariantIdArgument) -> None:
    """Book a variant without an ERP item. Orders that wait for it continue."""
    with open_container() as container:
        released = container.map_product().ignore(parse_shop_domain(shop), variant)
    typer.echo(f"Variant {variant} is booked without an item. Waiting orders that continue: {released}")


@app.command()
def unmap(shop: ShopArgument, variant: VariantIdArgument) -> None:
    """Remove a variant's mapping, or stop ignoring it."""
    with open_container() as container:
        container.map_product().unmap(parse_shop_domain(shop), variant)
    typer.echo(f"Variant {variant} is no longer mapped.")


@app.command()
def suggest(
    shop: ShopArgument, variant: VariantIdArgument, *, as_json: JsonOption = False, limit: LimitOption = 5
) -> None:
    """Show the most similar ERP items for a variant, best first, with the reason."""
    with open_container() as container:
        suggestions = container.suggest_items()(parse_shop_domain(shop), variant, limit)
    rows = [
        {
            "item_id": each.item.id,
            "name": each.item.name,
            "sku": each.item.sku,
            "barcode": each.item.barcode,
            "reason": each.reason,
        }
        for each in suggestions
    ]
    print_rows(rows, as_json=as_json, empty_message="No ERP item looks similar.")
