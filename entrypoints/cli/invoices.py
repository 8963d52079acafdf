"""`novex-shopify invoices`."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuedInvoice
from novex_shopify.domain.policies.frozen_json import freeze
from novex_shopify.domain.use_cases.invoices.records import find_invoice, get_invoices, read_content
from novex_shopify.entrypoints.cli.file_progress import show_file_progress
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.invoice_archive import generate_archive
from novex_shopify.entrypoints.invoice_audit import record_archive, record_file

app = typer.Typer(no_args_is_help=True, help="Issue invoices and credit notes, and check that none was changed.")

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of an invoice or a credit note.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Where to; in this folder by default.")]
OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id of the order.")]

ShopOption = Annotated[str | None, typer.Option(help="Only invoices of this store.")]
KindOption = Annotated[InvoiceKind | None, typer.Option(help="Only invoices, or only credit notes.")]
SeriesOption = Annotated[str | None, typer.Option(help="Only this series, such as DE26.")]


@app.command()
def issue(order: OrderArgument, *, as_json: JsonOption = False) -> None:
    """Issue an order's invoice, and a credit note for each refund after it. What exists is shown again."""
    with open_container() as container:
        issued = container.issue_invoice()(order)
    print_rows([_to_row(each) for each in issued], as_json=as_json, empty_message="")


@app.command("list")
def list_invoices(
    *,
    shop: ShopOption = None,
    kind: KindOption = None,
    series: SeriesOption = None,
    order: Annotated[str | None, typer.Option(help="Only those of this order, by the ERP's id.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Orders that wait for an invoice, and why.")] = False,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List invoices and credit notes, newest first."""
    with open_transaction() as tx:
        invoices = get_invoices(tx)
        if refused:
            rows: list[Row] = [
                {"order": order_id, "reason": why} for order_id, why in invoices.list_refused(limit, shop)
            ]
        else:
            wanted = InvoiceFilter(kind, shop, None if order is None else [order], series)
            rows = [_to_row(each) for each in invoices.list_latest(wanted, limit)]
    print_rows(rows, as_json=as_json, empty_message="None. `invoices issue` issues the invoice of an order.")


@app.command()
def show(number: NumberArgument) -> None:
    """Print everything that an invoice says, as JSON."""
    with open_transaction() as tx:
        content = freeze(read_content(find_invoice(tx, number)))
    typer.echo(json.dumps(json.loads(content), ensure_ascii=False, indent=2))


@app.command()
def pdf(number: NumberArgument, *, output: OutputOption = None) -> None:
    """Save the PDF of an invoice. It is drawn once; each copy has the same bytes."""
    with open_container() as container:
        file = container.get_invoice_file().pdf(number)
        record_file(container, number, "pdf")
    _save(output or Path(f"{number}.pdf"), file.data)


@app.command()
def xml(number: NumberArgument, *, output: OutputOption = None) -> None:
    """Save the EN 16931 data of an invoice."""
    with open_container() as container:
        data = container.get_invoice_file().xml(number)
        record_file(container, number, "xml")
    _save(output or Path(f"{number}.xml"), data)


@app.command()
def export(
    *,
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")] = None,
    shop: ShopOption = None,
    kind: KindOption = None,
    series: SeriesOption = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The ZIP file.")] = Path("invoices.zip"),
) -> None:
    """Save the PDFs of many invoices as a ZIP file. What was never drawn is drawn now, so it can take minutes."""
    wanted = InvoiceFilter(kind, shop, None, series, since.date() if since else None, until.date() if until else None)
    with open_container() as container, show_file_progress("Drawing invoices") as progress:
        count = container.find_invoices().count(sys.maxsize, wanted)
        parts = generate_archive(container, wanted)
        record_archive(container, wanted)
        with out.open("wb") as target:
            target.writelines(progress.track(parts, "Drawing invoices", count))
    typer.echo(f"{out} was saved.")


@app.command("packing-slip")
def draw_packing_slip(
    order: OrderArgument,
    *,
    shipment: Annotated[str | None, typer.Option(help="Only the units of this shipment.")] = None,
    output: OutputOption = None,
) -> None:
    """Draw an order's packing slip as it is now: no money, but lots and dates."""
    with open_container() as container:
        drawn = container.draw_packing_slip()(order, shipment)
    _save(output or Path(f"packing-slip-{shipment or order}.pdf"), drawn.data)


@app.command()
def verify(*, as_json: JsonOption = False) -> None:
    """Walk every series from its first invoice to its last. Exit code 1 if one was changed, removed or added."""
    with open_container() as container:
        faults = container.verify_invoices()()
    message = "Every series is complete, and no invoice was changed."
    print_rows([asdict(fault) for fault in faults], as_json=as_json, empty_message=message)
    if faults:
        raise typer.Exit(1)


def _save(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    typer.echo(f"{path} was saved.")


def _to_row(invoice: IssuedInvoice) -> Row:
    return {
        "number": invoice.number,
        "kind": invoice.kind,
        "order": invoice.order_id,
        "name": invoice.order_name,
        "total": str(invoice.total),
        "corrects": invoice.invoice_number,
        "issued_on": invoice.issued_on,
        "issued_at": invoice.issued_at,
        "by": invoice.actor.name,
    }
