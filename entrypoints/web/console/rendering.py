"""Renders templates, with the security policy of a page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, Response

from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.policies.order_contact import find_contact
from novex_shopify.entrypoints.web.console import formatting
from novex_shopify.entrypoints.web.console.console_route import remove_forbidden
from novex_shopify.entrypoints.web.console.frame import Frame
from novex_shopify.entrypoints.web.console.labels import format_actor, format_label, format_language
from novex_shopify.entrypoints.web.console.preferences import THEMES
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, find_previous_path
from novex_shopify.entrypoints.web.console.toast import TOAST_COOKIE

_TEMPLATES = Path(__file__).parent.parent / "templates"
_SHOPIFY_ORIGINS = "https://*.myshopify.com https://*.shopify.com"
_ERROR_TITLES = {403: "Not allowed", 404: "Not found", 421: "Wrong address", 503: "Temporarily unavailable"}


def build_policy_headers(settings: Settings, connect_to: Sequence[str] = ()) -> dict[str, str]:
    """Only our own scripts, styles and requests. Forms may lead to Shopify, where a merchant allows the connection.

    `connect_to` are the origins of print agents that this page may send labels to.
    """
    policy = {
        "default-src": "'none'",
        **dict.fromkeys(("script-src", "style-src", "img-src", "frame-src"), "'self'"),
        "connect-src": " ".join(("'self'", *connect_to)),
        "form-action": " ".join(filter(None, ("'self'", _SHOPIFY_ORIGINS, settings.shopify_base_url))),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in policy.items()),
        "Referrer-Policy": "same-origin",
    }


def permit_connections(request: ConsoleRequest, response: Response, origins: Sequence[str]) -> Response:
    """Let a page connect to these origins beside the console, such as the print agent of its browser."""
    response.headers.update(build_policy_headers(request.settings, origins))
    return response


def render(request: ConsoleRequest, template: str, http_status: int = 200, **values: Any) -> Response:
    now, zone = request.container.clock().now(), request.preferences.zone
    toast = None if request.is_refresh else request.toast
    html = _ENVIRONMENT.get_template(f"console/{template}").render(
        request=request,
        frame=Frame(request),
        path=request.http_request.url.path,
        toast=toast,
        relative_time=lambda at: formatting.format_time(at, now, zone),
        now=now,
        **values,
    )
    if request.role is not Role.ADMIN:
        html = remove_forbidden(html, request.role, request.http_request.app.routes)
    response = HTMLResponse(html, http_status, build_policy_headers(request.settings))
    if toast:
        response.delete_cookie(TOAST_COOKIE, path="/console")
    return response


def render_error(request: ConsoleRequest, status: int, error: str, *, to_stranger: bool = False) -> Response:
    """An error page; for strangers it is without the frame of the console."""
    default = "Couldn't save" if request.http_request.method == "POST" else "Couldn't open the page"
    title = _ERROR_TITLES.get(status, default)
    back = find_previous_path(request.http_request)
    return render(request, "error.html", status, title=title, error=error, to_stranger=to_stranger, back=back)


def _build_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        actor=format_actor,
        amount=formatting.format_amount,
        begin=formatting.format_begin,
        duration=formatting.format_duration,
        label=format_label,
        language=format_language,
        lower_first=formatting.format_in_sentence,
        money=formatting.format_money,
        number=formatting.format_number,
        plural=formatting.format_plural,
        precise_duration=formatting.format_precise_duration,
        resource=formatting.format_resource_key,
        sentence_case=formatting.format_sentence_case,
        shop_name=formatting.format_shop_name,
        topic=formatting.format_topic,
    )
    environment.globals.update(build_query=build_query, find_contact=find_contact, themes=THEMES)
    return environment


_ENVIRONMENT = _build_environment()
