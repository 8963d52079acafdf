"""Mappings as CSV files: export, preview and import."""

import io
from collections.abc import Iterator, Sequence

from starlette.datastructures import UploadFile
from starlette.responses import Response

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.csv_cells import from_cell, to_cell
from novex_shopify.domain.policies.csv_file import CsvLine, parse_csv
from novex_shopify.domain.policies.mapping_file import HEADER, REQUIRED_COLUMNS
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult, MappingImportResult
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.products.product_pages import build_list_url, describe_released
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_LINES_SHOWN = 500
_REASON_COLUMN = "rejected_because"


def export_mappings(request: ConsoleRequest) -> Response:
    shop = _read_shop_domain(request)
    return send_csv(f"{shop}-products.csv", HEADER, request.container.export_mappings()(shop))


def show_import_form(request: ConsoleRequest) -> Response:
    return _render(request, MappingImportResult())


def import_mappings(request: ConsoleRequest) -> Response:
    """Show the result of each line, and apply the file once a person has confirmed it."""
    shop, text, apply = _read_shop_domain(request), read_csv_text(request), bool(request.get_form_field("apply"))
    results: list[LineResult] = []
    try:
        imported = request.container.import_mappings()(shop, io.StringIO(text), results.append, dry_run=not apply)
    except UnreadableCsvFile as error:
        return _render(request, MappingImportResult(), error=str(error))
    if apply:
        return redirect(build_list_url(shop), describe_import(imported))
    return _render(request, imported, results, text)


def download_refused_lines(request: ConsoleRequest) -> Response:
    """The refused lines of a previewed file, with the reasons, to be corrected and imported."""
    shop, text = _read_shop_domain(request), read_csv_text(request)
    results: list[LineResult] = []
    request.container.import_mappings()(shop, io.StringIO(text), results.append, dry_run=True)
    header, rows = build_refused_file(text, results)
    return send_csv(f"{shop}-rejected-lines.csv", header, rows)


def build_refused_file(text: str, results: Sequence[LineResult]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The header and the refused lines of a file, with a further column for the reason."""
    reasons = {each.line: each.reason or "" for each in results if each.outcome is LineOutcome.REFUSED}
    lines = [(line.cells or {}, reasons[line.number]) for line in _parse(text) if line.number in reasons]
    columns = list(dict.fromkeys(name for cells, _ in lines for name in cells if name != _REASON_COLUMN))
    rows = [[*(cells.get(name, "") for name in columns), reason] for cells, reason in lines]
    return [*columns, _REASON_COLUMN], [[to_cell(from_cell(cell)) for cell in row] for row in rows]


def _parse(text: str) -> Iterator[CsvLine]:
    return parse_csv(io.StringIO(text), REQUIRED_COLUMNS)


def describe_import(imported: MappingImportResult) -> str:
    counts = ", ".join(f"{imported.outcomes[outcome]} {format_label(outcome).lower()}" for outcome in LineOutcome)
    return f"{counts}.{describe_released(imported.released)}"


def read_csv_text(request: ConsoleRequest) -> str:
    """The uploaded file, or the text of the previewed file, which the form carries when it is applied."""
    upload = request.form.get("file")
    if isinstance(upload, UploadFile):
        return decode_csv(upload.file.read())
    return request.get_form_field("text")


def decode_csv(content: bytes) -> str:
    # Spreadsheets begin UTF-8 files with a byte order mark. Titles, which are not read, may be in another encoding.
    return content.decode("utf-8-sig", errors="replace")


def _render(
    request: ConsoleRequest,
    result: MappingImportResult,
    line_results: Sequence[LineResult] = (),
    text: str = "",
    error: str = "",
) -> Response:
    refused_first = sorted(line_results, key=lambda each: each.outcome is not LineOutcome.REFUSED)
    return render(
        request,
        "products/import_mappings.html",
        422 if error else 200,
        shop=_read_shop_domain(request),
        text=text,
        line_results=refused_first[:_MAX_LINES_SHOWN],
        applied_count=result.outcomes[LineOutcome.MAPPED] + result.outcomes[LineOutcome.IGNORED],
        unchanged_count=result.outcomes[LineOutcome.UNCHANGED],
        refused_count=result.outcomes[LineOutcome.REFUSED],
        total=len(line_results),
        error=error,
    )


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])
