"""`novex-shopify reports`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.report_table import ReportRequest
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.report_tables import REPORTS
from novex_shopify.domain.use_cases.reports.schedule_report import NewSchedule
from novex_shopify.entrypoints.cli.file_progress import show_file_progress
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="Report sales, taxes, punctuality and expiry, also by e-mail.")

ReportArgument = Annotated[Report, typer.Argument(metavar="REPORT", help="One of `reports list`.")]
FirstOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day, in the store's time zone.")
]
LastOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, which is included.")]
ShopOption = Annotated[str | None, typer.Option(help="The store; else all.")]
FormatOption = Annotated[SheetFormat, typer.Option("--format", help="The kind of file.")]


@app.command("list")
def list_reports(*, as_json: JsonOption = False) -> None:
    """List all reports."""
    rows = [{"report": str(report), "about": about.description} for report, about in REPORTS.items()]
    print_rows(rows, as_json=as_json, empty_message="")


@app.command()
def show(
    report: ReportArgument,
    *,
    first: FirstOption = None,
    last: LastOption = None,
    shop: ShopOption = None,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
) -> None:
    """Show a report: the last 30 days, unless days are named."""
    with open_container() as container, _show_waiting():
        table = container.run_report()(_build_request(report, first, last, shop), limit)
    typer.echo(f"{table.report}, {table.first} to {table.last}, {table.shop or 'all stores'}", err=as_json)
    names = [column.name for column in table.columns]
    rows: list[Mapping[str, object]] = [dict(zip(names, row, strict=True)) for row in table.rows]
    print_rows(rows, as_json=as_json, empty_message="There is nothing to report.")
    if table.is_cut:
        typer.echo(f"More rows: --limit, or `reports export {report}`.", err=True)


@app.command()
def export(
    report: ReportArgument,
    *,
    first: FirstOption = None,
    last: LastOption = None,
    shop: ShopOption = None,
    sheet_format: FormatOption = SheetFormat.CSV,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; else standard output.")] = None,
) -> None:
    """Write a report with all rows to a file. The audit log records who takes names of customers."""
    with open_container() as container, show_file_progress("Computing the report") as progress:
        sheet = container.export_report()(_build_request(report, first, last, shop), sheet_format)
        rows = list(sheet.rows)
        tracked = replace(sheet, rows=progress.track(rows, "Writing rows", len(rows)))
        parts = container.sheet_writer()(tracked, sheet_format)
        if output is None:
            typer.get_binary_stream("stdout").writelines(parts)
        else:
            with output.open("wb") as target:
                target.writelines(parts)
    if output is not None:
        typer.echo(f"{output} is written.")


@app.command()
def schedule(
    report: ReportArgument,
    *,
    every: Annotated[Frequency, typer.Option(help="How often, and of what: the day, week or month that is over.")],
    to: Annotated[list[str], typer.Option(metavar="EMAIL", help="A recipient; can be repeated.")],
    shop: ShopOption = None,
    sheet_format: FormatOption = SheetFormat.XLSX,
) -> None:
    """Send a report by e-mail again and again."""
    with open_container() as container:
        wanted = NewSchedule(report, every, to, sheet_format, _parse_shop(shop))
        saved = container.schedule_report()(wanted)
    typer.echo(f"Schedule {saved.id} sends it first on {saved.due_at:%Y-%m-%d at %H:%M} UTC.")


@app.command()
def schedules(*, as_json: JsonOption = False) -> None:
    """List the schedules, and how the last report went."""
    with open_container() as container:
        rows = [to_schedule_row(each) for each in container.schedule_report().list_all()]
    print_rows(rows, as_json=as_json, empty_message="No report is scheduled. `reports schedule` does it.")


@app.command()
def unschedule(
    schedule_id: Annotated[int, typer.Argument(metavar="SCHEDULE", help="Its number in `reports schedules`.")],
) -> None:
    """Stop sending a report."""
    with open_container() as container:
        removed = container.schedule_report().unschedule(schedule_id)
    typer.echo(f"Schedule {schedule_id} of {removed.report} was removed.")


def _show_waiting() -> AbstractContextManager[object]:
    """On a terminal, until the database has computed the report; it cannot say how far it is."""
    return Console(stderr=True).status("Computing the report…")


def to_schedule_row(each: ReportSchedule) -> Row:
    return {
        "id": each.id,
        "report": str(each.report),
        "every": str(each.frequency),
        "to": list(each.recipients),
        "format": str(each.sheet_format),
        "shop": each.shop,
        "due_at": each.due_at,
        "last_sent_at": each.last_sent_at,
        "error": each.error,
        "created_by": each.created_by,
    }


def _build_request(report: Report, first: datetime | None, last: datetime | None, shop: str | None) -> ReportRequest:
    return ReportRequest(report, _to_day(first), _to_day(last), _parse_shop(shop))


def _to_day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _parse_shop(shop: str | None) -> ShopDomain | None:
    return parse_shop_domain(shop) if shop else None
