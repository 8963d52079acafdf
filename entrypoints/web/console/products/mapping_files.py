"""Mappings as CSV files: export, preview and import."""

import io
from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.mapping_file import HEADER, REQUIRED_COLUMNS
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult, MappingImportResult
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.csv_upload import build_rejected_file, read_csv_text
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.products.product_pages import build_list_url, describe_released
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_LINES_SHOWN = 500


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
    reasons = {each.line: each.reason or "" for each in results if each.outcome is LineOutcome.REFUSED}
    header, rows = build_rejected_file(text, REQUIRED_COLUMNS, reasons)
    return send_csv(f"{shop}-rejected-lines.csv", header, rows)


def describe_import(imported: MappingImportResult) -> str:
    counts = ", ".join(f"{imported.outcomes[outcome]} {format_label(outcome).lower()}" for outcome in LineOutcome)
    return f"{counts}.{describe_released(imported.released)}"


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
