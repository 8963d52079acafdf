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
from novex_shopify.domain.use_cases.accept_suggestions import LOOKED_AT
from novex_shopify.domain.use_cases.import_mappings import Fate, LineFate
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back

_SHOWN_FATES = 500


def preview(visit: Visit) -> Response:
    """The exact suggestions, each of which may be left out."""
    shop = _shop(visit)
    exact = visit.container.accept_suggestions().preview(shop)
    return render(visit, "products_accept.html", shop=shop, exact=exact, looked_at=LOOKED_AT)


def accept(visit: Visit) -> Response:
    """Map what is ticked."""
    shop = _shop(visit)
    pairs = (str(pair).partition(":") for pair in visit.form.getlist("accept"))
    accepted = {int(variant_id): item for variant_id, _, item in pairs if variant_id.isdecimal() and item}
    mapped, released = visit.container.accept_suggestions()(shop, accepted)
    return back(_list(shop), f"{mapped} mapped, {released} waiting orders go on.")


def export(visit: Visit) -> Response:
    """The store's mappings as a file, as `products export` writes it."""
    shop = _shop(visit)
    headers = {"Content-Disposition": f'attachment; filename="{shop}-products.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_csv(visit, shop), media_type="text/csv; charset=utf-8", headers=headers)


def ask(visit: Visit) -> Response:
    """The form for a file."""
    return _told(visit, "")


def bring(visit: Visit) -> Response:
    """Tell what would become of each line; and do it, once that was looked at."""
    shop, text, apply = _shop(visit), _text(visit), bool(visit.filled("apply"))
    fates: list[LineFate] = []
    try:
        imported = visit.container.import_mappings()(shop, io.StringIO(text), fates.append, dry_run=not apply)
    except UnreadableMappingFile as error:
        return _told(visit, str(error))
    if apply:
        counts = ", ".join(f"{imported.fates[fate]} {fate}" for fate in Fate)
        return back(_list(shop), f"{counts}; {imported.released} waiting orders go on.")
    worst_first = sorted(fates, key=lambda fate: fate.fate is not Fate.REFUSED)
    return render(
        visit, "products_file.html", shop=shop, text=text, fates=worst_first[:_SHOWN_FATES], counts=imported.fates,
        reason="", total=len(fates),
    )  # fmt: skip


def _told(visit: Visit, reason: str) -> Response:
    status = 422 if reason else 200
    return render(
        visit, "products_file.html", status, shop=_shop(visit), text="", fates=(), counts={}, reason=reason, total=0
    )


def _shop(visit: Visit) -> ShopDomain:
    return parse_shop_domain(visit.request.path_params["shop"])


def _list(shop: ShopDomain) -> str:
    return f"/console/products?{urlencode({'shop': shop})}"


def _text(visit: Visit) -> str:
    """The file that was sent, or the one that was looked at and is sent again. Spreadsheets mark theirs as UTF-8."""
    sent = visit.form.get("file")
    if isinstance(sent, UploadFile):
        return sent.file.read().decode("utf-8-sig", errors="replace")
    return visit.filled("text")


def _csv(visit: Visit, shop: ShopDomain) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    yield "\ufeff"  # the mark tells spreadsheets that it is UTF-8
    for row in visit.container.export_mappings()(shop):
        writer.writerow(row)
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
