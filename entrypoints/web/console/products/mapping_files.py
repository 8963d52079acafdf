"""Mappings as CSV files: export, preview and import."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult, MappingImportResult
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.products.product_pages import build_list_url, describe_released
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_LINES_SHOWN = 500
_CHUNK_CHARACTERS = 64 * 1024


def export_mappings(request: ConsoleRequest) -> Response:
    shop = _read_shop_domain(request)
    headers = {"Content-Disposition": f'attachment; filename="{shop}-products.csv"', "Cache-Control": "no-store"}
    chunks = generate_csv(request.container.export_mappings()(shop))
    return StreamingResponse(chunks, media_type="text/csv; charset=utf-8", headers=headers)


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


def generate_csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    yield "\ufeff"  # the byte order mark, by which spreadsheets recognise UTF-8
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _CHUNK_CHARACTERS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


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
        outcome_counts=result.outcomes,
        total=len(line_results),
        error=error,
    )


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])
