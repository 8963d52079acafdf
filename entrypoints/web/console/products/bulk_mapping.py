"""Many mappings at once: exact suggestions after a look at them, and files."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from novex_shopify.domain.errors import UnreadableMappingFile
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.accept_suggestions import SUGGESTIONS_PER_PAGE
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_LINES_SHOWN = 500


def preview_exact_matches(request: ConsoleRequest) -> Response:
    """The exact suggestions, each of which may be left out."""
    shop = _read_shop_domain(request)
    exact_matches = request.container.accept_suggestions().preview(shop)
    return render(
        request, "products/exact_matches.html", shop=shop, exact=exact_matches, looked_at=SUGGESTIONS_PER_PAGE
    )


def accept_exact_matches(request: ConsoleRequest) -> Response:
    """Map what is ticked."""
    shop = _read_shop_domain(request)
    pairs = (str(pair).partition(":") for pair in request.form.getlist("accept"))
    accepted = {int(variant_id): item for variant_id, _, item in pairs if variant_id.isdecimal() and item}
    mapped, released = request.container.accept_suggestions()(shop, accepted)
    return redirect(_build_list_url(shop), f"{mapped} mapped, {released} waiting orders go on.")


def export_mappings(request: ConsoleRequest) -> Response:
    """The store's mappings as a file, as `products export` writes it."""
    shop = _read_shop_domain(request)
    headers = {"Content-Disposition": f'attachment; filename="{shop}-products.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_generate_csv(request, shop), media_type="text/csv; charset=utf-8", headers=headers)


def show_import_form(request: ConsoleRequest) -> Response:
    """The form for a file."""
    return _render_import_form(request, "")


def import_mappings(request: ConsoleRequest) -> Response:
    """Tell what would become of each line; and do it, once that was looked at."""
    shop, text, apply = _read_shop_domain(request), _read_csv_text(request), bool(request.get_form_field("apply"))
    fates: list[LineResult] = []
    try:
        imported = request.container.import_mappings()(shop, io.StringIO(text), fates.append, dry_run=not apply)
    except UnreadableMappingFile as error:
        return _render_import_form(request, str(error))
    if apply:
        counts = ", ".join(f"{imported.outcomes[fate]} {fate}" for fate in LineOutcome)
        return redirect(_build_list_url(shop), f"{counts}; {imported.released} waiting orders go on.")
    worst_first = sorted(fates, key=lambda fate: fate.outcome is not LineOutcome.REFUSED)
    return render(
        request, "products/import_mappings.html", shop=shop, text=text, fates=worst_first[:_MAX_LINES_SHOWN], counts=imported.outcomes,
        reason="", total=len(fates),
    )  # fmt: skip


def _render_import_form(request: ConsoleRequest, error: str) -> Response:
    status = 422 if error else 200
    return render(
        request,
        "products/import_mappings.html",
        status,
        shop=_read_shop_domain(request),
        text="",
        fates=(),
        counts={},
        reason=error,
        total=0,
    )


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])


def _build_list_url(shop: ShopDomain) -> str:
    return f"/console/products?{urlencode({'shop': shop})}"


def _read_csv_text(request: ConsoleRequest) -> str:
    """The file that was sent, or the one that was looked at and is sent again. Spreadsheets mark theirs as UTF-8."""
    upload = request.form.get("file")
    if isinstance(upload, UploadFile):
        return upload.file.read().decode("utf-8-sig", errors="replace")
    return request.get_form_field("text")


def _generate_csv(request: ConsoleRequest, shop: ShopDomain) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    yield "\ufeff"  # the mark tells spreadsheets that it is UTF-8
    for row in request.container.export_mappings()(shop):
        writer.writerow(row)
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
