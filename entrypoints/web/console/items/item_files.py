"""`/console/items/import`: loading items by a CSV file, after a preview of what becomes of each line."""

import io
from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.product import EDITED_FIELDS
from novex_shopify.domain.policies.item_file import REQUIRED_COLUMNS
from novex_shopify.domain.use_cases.products.import_items import ItemImportResult, ItemOutcome, ItemResult
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.csv_upload import build_rejected_file, read_csv_text
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.items.item_records import ITEMS_PATH
from novex_shopify.entrypoints.web.console.products.product_pages import describe_released
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_LINES_SHOWN = 500
OUTCOMES = {
    ItemOutcome.CREATED: ("Created", "good"),
    ItemOutcome.UPDATED: ("Updated", "good"),
    ItemOutcome.UNCHANGED: ("Unchanged", "neutral"),
    ItemOutcome.REFUSED: ("Rejected", "bad"),
}


def show_import_form(request: ConsoleRequest) -> Response:
    return _render(request, (), "")


def import_items(request: ConsoleRequest) -> Response:
    """Show the result of each line, and apply the file once a person has confirmed it."""
    text, apply = read_csv_text(request), bool(request.get_form_field("apply"))
    results: list[ItemResult] = []
    try:
        imported = request.container.import_items()(io.StringIO(text), results.append, dry_run=not apply)
    except UnreadableCsvFile as error:
        return _render(request, (), text, str(error))
    if apply:
        return redirect(ITEMS_PATH, _describe(imported))
    return _render(request, results, text)


def download_rejected_lines(request: ConsoleRequest) -> Response:
    """The rejected lines of a previewed file, with the reasons, to be corrected and loaded."""
    text = read_csv_text(request)
    results: list[ItemResult] = []
    request.container.import_items()(io.StringIO(text), results.append, dry_run=True)
    reasons = {each.line: each.reason or "" for each in results if each.outcome is ItemOutcome.REFUSED}
    header, rows = build_rejected_file(text, REQUIRED_COLUMNS, reasons)
    return send_csv("rejected-items.csv", header, rows)


def _describe(imported: ItemImportResult) -> str:
    counts = ", ".join(f"{imported.outcomes[each]} {label.lower()}" for each, (label, _) in OUTCOMES.items())
    mapped = format_plural(imported.matched.mapped, "variant")
    return f"{counts}. {mapped} mapped.{describe_released(imported.matched.released)}"


def _render(request: ConsoleRequest, results: Sequence[ItemResult], text: str, error: str = "") -> Response:
    counts = {outcome: sum(each.outcome is outcome for each in results) for outcome in ItemOutcome}
    rejected_first = sorted(results, key=lambda each: each.outcome is not ItemOutcome.REFUSED)
    return render(
        request,
        "items/import_items.html",
        422 if error else 200,
        text=text,
        results=rejected_first[:_MAX_LINES_SHOWN],
        total=len(results),
        applied_count=counts[ItemOutcome.CREATED] + counts[ItemOutcome.UPDATED],
        created_count=counts[ItemOutcome.CREATED],
        unchanged_count=counts[ItemOutcome.UNCHANGED],
        rejected_count=counts[ItemOutcome.REFUSED],
        outcomes=OUTCOMES,
        optional_columns=("item", "barcode", "grams", *EDITED_FIELDS),
        error=error,
    )
