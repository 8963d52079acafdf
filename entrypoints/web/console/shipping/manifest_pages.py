"""`/console/manifests`: what carriers collect on a day, and the manifests that they sign for."""

from datetime import date, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import ManifestRefused
from novex_shopify.entrypoints.web.console.pdf_answer import send_pdf
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today

MANIFESTS_PATH = "/console/manifests"
_ONE_DAY = timedelta(days=1)


def show_manifests(request: ConsoleRequest) -> Response:
    return _render(request, _read_day(request, request.get_query_param("day")))


def close_day(request: ConsoleRequest) -> Response:
    """The same form again makes no second manifest."""
    day = _read_day(request, request.get_form_field("day"))
    try:
        manifest = request.container.close_day()(request.get_form_field("key"), day)
    except ManifestRefused as refusal:
        return _render(request, day, str(refusal))
    return redirect(MANIFESTS_PATH + build_query(day=day.isoformat()), f"Manifest {manifest.id} is being made")


def show_file(request: ConsoleRequest) -> Response:
    """Reprinting asks no carrier."""
    manifest_id = request.get_path_id("manifest")
    return send_pdf(f"manifest-{manifest_id}.pdf", request.container.get_manifest_file()(manifest_id))


def _render(request: ConsoleRequest, day: date, refusal: str = "") -> Response:
    listed = request.container.list_carrier_days()(day)
    urls = {shift: MANIFESTS_PATH + build_query(day=(day + shift * _ONE_DAY).isoformat()) for shift in (-1, 1)}
    return render(
        request,
        "shipping/manifests.html",
        422 if refusal else 200,
        day=day,
        carrier_days=listed,
        manifests=sorted((each for one in listed for each in one.manifests), key=lambda each: -each.id),
        urls=urls,
        refusal=refusal,
        format_day=format_day,
    )


def _read_day(request: ConsoleRequest, text: str) -> date:
    """Today, for a text that is no day of the last and next centuries."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return get_today(request)
    return day if 2000 <= day.year < 2200 else get_today(request)
