"""`novex-shopify sellers`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.policies.invoice_retention import get_retention_years
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Name the legal entities that sell, as invoices state them.")


@app.command("list")
def list_sellers(*, as_json: JsonOption = False) -> None:
    """List all sellers."""
    with open_transaction() as tx:
        sellers = get_invoices(tx).sellers.list_all()
        rows = [{**asdict(seller), "retention_years": get_retention_years(seller)} for seller in sellers]
    print_rows(rows, as_json=as_json, empty_message="No sellers yet. Create one with `sellers save`.")


@app.command()
def save(
    name: Annotated[str, typer.Argument(help="A short name, which settings of stores refer to.")],
    *,
    legal_name: Annotated[str | None, typer.Option(help="The name on invoices.")] = None,
    prefix: Annotated[str | None, typer.Option(help="What its invoice numbers begin with, such as DE.")] = None,
    street: Annotated[str | None, typer.Option(help="Street and number.")] = None,
    zip_code: Annotated[str | None, typer.Option("--zip", help="ZIP or postal code.")] = None,
    city: Annotated[str | None, typer.Option(help="City.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters, such as DE.")] = None,
    vat_id: Annotated[str | None, typer.Option(help="VAT id with its country, such as DE123456789.")] = None,
    tax_number: Annotated[str | None, typer.Option(help="The tax office's number.")] = None,
    register: Annotated[str | None, typer.Option(help="The entry in the commercial register.")] = None,
    iban: Annotated[str | None, typer.Option(help="Bank account.")] = None,
    bic: Annotated[str | None, typer.Option(help="Bank.")] = None,
    email: Annotated[str | None, typer.Option(help="For questions about invoices.")] = None,
    phone: Annotated[str | None, typer.Option(help="For questions about invoices.")] = None,
    footer: Annotated[str | None, typer.Option(help="A line at the bottom of each page.")] = None,
    language: Annotated[str | None, typer.Option(help="en, de, fr or es: for customers with another language.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="The zone of invoice dates, such as Europe/Berlin.")] = None,
    merchant_entity_id: Annotated[str | None, typer.Option(help="Shopify's id of the legal entity.")] = None,
    exemption_reason: Annotated[str | None, typer.Option(help="Why no tax is charged, if so.")] = None,
    retention_years: Annotated[
        int | None, typer.Option(help="How long its invoices must be kept, if not as its country has it.")
    ] = None,
) -> None:
    """Create a seller, or change what is given of it. Issued invoices stay as they are."""
    options = {
        "legal_name": legal_name,
        "prefix": prefix,
        "street": street,
        "zip": zip_code,
        "city": city,
        "country_code": country,
        "vat_id": vat_id,
        "tax_number": tax_number,
        "register_entry": register,
        "iban": iban,
        "bic": bic,
        "email": email,
        "phone": phone,
        "footer": footer,
        "language": language,
        "time_zone": time_zone,
        "merchant_entity_id": merchant_entity_id,
        "exemption_reason": exemption_reason,
        "retention_years": retention_years,
    }
    with open_container() as container:
        container.save_seller()(name, {field: value for field, value in options.items() if value is not None})
    typer.echo(f"Seller {name} was saved.")
