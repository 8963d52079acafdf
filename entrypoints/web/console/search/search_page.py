"""`/console/search`: one search for everything, as a page and as suggestions for the command palette."""

from urllib.parse import unquote

from starlette.responses import JSONResponse, RedirectResponse, Response

from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.policies.search_terms import MAX_TEXT_LENGTH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect, remove_unstorable
from novex_shopify.entrypoints.web.console.search.results import KIND_LABELS, find_groups, find_pages

TEXT_HEADER = "X-Search-Text"
"""Of the suggestions, because an address stays in histories and in the logs of proxies. It is percent-encoded."""

_ON_PAGE, _OF_ONE_KIND, _IN_PALETTE = 8, 50, 5


def show_search(request: ConsoleRequest) -> Response:
    """A single match leads straight to its page."""
    text, kind = request.get_query_param("text")[:MAX_TEXT_LENGTH], _read_kind(request.get_query_param("kind"))
    kinds, limit = ([kind], _OF_ONE_KIND) if kind else (tuple(RecordKind), _ON_PAGE)
    groups = find_groups(request, text, limit, kinds) if text else []
    if not kind and sum(len(group.results) for group in groups) == 1:
        return RedirectResponse(groups[0].results[0].url, 303)
    pages = find_pages(request, text) if text and not kind else None
    return render(
        request,
        "search/search.html",
        text=text,
        kind=kind,
        kind_labels=KIND_LABELS,
        groups=groups,
        pages=pages if pages and pages.results else None,
        limit=limit,
        build_url=lambda kind="": _build_url(request, text, kind),
        orders_url="/console/orders" + build_query(text=request.hide_text(text)),
    )


def start_search(request: ConsoleRequest) -> Response:
    return redirect(_build_url(request, request.get_form_field("text")))


def get_suggestions(request: ConsoleRequest) -> Response:
    """As JSON; without a text, the pages and actions."""
    text = remove_unstorable(unquote(request.http_request.headers.get(TEXT_HEADER, ""))).strip()[:MAX_TEXT_LENGTH]
    pages = find_pages(request, text)
    groups = [*(find_groups(request, text, _IN_PALETTE) if text else ()), pages]
    body = {
        "groups": [
            {
                "label": group.label,
                "options": [{"title": each.title, "detail": each.detail, "url": each.url} for each in group.results],
            }
            for group in groups
            if group.results
        ]
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _read_kind(value: str) -> RecordKind | None:
    return RecordKind(value) if value in set(RecordKind) else None


def _build_url(request: ConsoleRequest, text: str, kind: str = "") -> str:
    shop = request.get_query_param("shop") or request.preferences.shop
    return "/console/search" + build_query(text=request.hide_text(text), kind=kind, shop=shop)
