"""`novex-shopify documents`."""

from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.document_design import DesignText, DocumentDesign
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.invoices.save_design import find_seller
from novex_shopify.entrypoints.cli.listing import JsonOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Change how documents look: logo, colors and texts.")

SellerArgument = Annotated[str, typer.Argument(metavar="SELLER", help="The short name of a seller (`sellers list`).")]
ShopOption = Annotated[str | None, typer.Option(help="Only for this store; else for all stores of the seller.")]
_LOGO_HELP = "A PNG, JPEG or SVG file of at most 256 KB. Without one, the logo is removed."


@app.command()
def show(seller: SellerArgument, *, shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Show a design as it is now."""
    with open_transaction() as tx:
        design = get_invoices(tx).designs.get(find_seller(tx, seller).id, _parse(shop) or "")
    rows: list[Row] = [{"what": what, "value": value} for what, value in _describe(design).items()]
    print_rows(rows, as_json=as_json, empty_message="")


@app.command()
def set_logo(
    seller: SellerArgument,
    file: Annotated[Path | None, typer.Argument(help=_LOGO_HELP)] = None,
    *,
    shop: ShopOption = None,
) -> None:
    """Put a logo on documents that are issued from now on."""
    _save(seller, DesignChanges(logo=file.read_bytes() if file else b""), shop)


@app.command()
def hide_logo(
    seller: SellerArgument,
    shop: Annotated[str, typer.Argument(help="The store whose documents have no logo from now on.")],
    *,
    show: Annotated[bool, typer.Option("--show", help="They have the seller's logo again.")] = False,
) -> None:
    """Issue the documents of one store without the seller's logo."""
    _save(seller, DesignChanges(hides_logo=not show), shop)


@app.command()
def set_colors(
    seller: SellerArgument,
    *,
    accent: Annotated[str | None, typer.Option(help="Of names and headings, such as #1a5632; empty for black.")] = None,
    head: Annotated[str | None, typer.Option(help="Behind the head of tables; empty for a light gray.")] = None,
    shop: ShopOption = None,
) -> None:
    """Change the colors of documents that are issued from now on."""
    _save(seller, DesignChanges(accent_color=accent, head_color=head), shop)


@app.command()
def set_text(
    seller: SellerArgument,
    place: Annotated[DesignText, typer.Argument(help="Where it stands.")],
    language: Annotated[str, typer.Argument(help="en, de, fr or es: for customers with this language.")],
    text: Annotated[str, typer.Argument(help="The text; empty to remove it.")],
    *,
    shop: ShopOption = None,
) -> None:
    """Put a text on documents that are issued from now on."""
    _save(seller, DesignChanges(texts={(place, language): text}), shop)


@app.command()
def preview(
    seller: SellerArgument,
    *,
    order: Annotated[str | None, typer.Option(help="The ERP's id of an order; the newest by default.")] = None,
    kind: Annotated[PreviewKind, typer.Option(help="The document.")] = PreviewKind.INVOICE,
    language: Annotated[str | None, typer.Option(help="As for a customer with this language.")] = None,
    shop: ShopOption = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to.")] = Path("preview.pdf"),
) -> None:
    """Draw a document of a real order, marked as a preview. It takes no number."""
    design = PreviewedDesign(seller, shop=_parse(shop), language=language)
    with open_container() as container:
        output.write_bytes(container.preview_document()(design, order, kind).data)
    typer.echo(f"{output} was saved.")


def _save(seller: str, changes: DesignChanges, shop: str | None) -> None:
    with open_container() as container:
        saved = container.save_design()(seller, changes, _parse(shop))
    typer.echo(f"The design of {shop or seller} has version {saved.version}.")


def _parse(shop: str | None) -> ShopDomain | None:
    return parse_shop_domain(shop) if shop else None


def _describe(design: DocumentDesign) -> dict[str, str]:
    logo = f"{design.logo.format}, SHA-256 {design.logo.sha256}" if design.logo else "hidden" * design.hides_logo
    colors = {"accent color": design.accent_color or "", "head color": design.head_color or ""}
    texts = {f"{each.place} ({each.language})": each.text for each in design.texts}
    return {"version": str(design.version), "logo": logo, **colors, **texts}
