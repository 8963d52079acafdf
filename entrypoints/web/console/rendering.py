"""From values to pages: templates, headers, and how figures and times are written."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.money import Money
from novex_shopify.entrypoints.web.console.request import FLASH_COOKIE, ConsoleRequest, build_query

_TEMPLATES = Path(__file__).parent.parent / "templates"
_SHOPIFY_ORIGINS = "https://*.myshopify.com https://*.shopify.com"

NO_VALUE = "\N{EN DASH}"
_DURATION_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def build_security_headers(settings: Settings) -> dict[str, str]:
    """No script, style or request but our own. Forms may lead to Shopify, where a store gives its consent."""
    policy = {
        "default-src": "'none'",
        **dict.fromkeys(("script-src", "style-src", "img-src", "connect-src"), "'self'"),
        "form-action": " ".join(filter(None, ("'self'", _SHOPIFY_ORIGINS, settings.shopify_base_url))),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    https_only = {"Strict-Transport-Security": "max-age=31536000"} if settings.app_url.startswith("https://") else {}
    return {
        **https_only,
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in policy.items()),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }


def render(request: ConsoleRequest, template: str, status: int = 200, **values: Any) -> Response:
    """A page of the console."""
    now = request.container.clock().now()
    page = _ENVIRONMENT.get_template(f"console/{template}")
    flash = unquote(request.http_request.cookies.get(FLASH_COOKIE, ""))
    html = page.render(
        visit=request,
        path=request.http_request.url.path,
        said=flash,
        moment=lambda at: _format_relative_time(at, now),
        now=now,
        **values,
    )
    response = HTMLResponse(html, status, build_security_headers(request.settings))
    if flash:
        response.delete_cookie(FLASH_COOKIE, path="/console")
    return response


def render_error(request: ConsoleRequest, status: int, reason: str) -> Response:
    """A page that says what went wrong and what to do."""
    return render(request, "error.html", status, reason=reason)


def format_duration(duration: timedelta) -> str:
    """A length of time in its largest unit, such as `3 min`."""
    seconds = max(0, int(duration.total_seconds()))
    return next((f"{seconds // size} {unit}" for size, unit in _DURATION_UNITS if seconds >= size), "0 s")


def _format_relative_time(at: datetime | None, now: datetime) -> Markup:
    if at is None:
        return Markup("{}").format(NO_VALUE)
    words = f"{format_duration(now - at)} ago" if at <= now else f"in {format_duration(at - now)}"
    exact = at.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}" data-ago>{}</time>').format(
        exact.isoformat(), exact.strftime("%Y-%m-%d %H:%M:%S UTC"), words
    )


def _format_number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _format_money(money: Money | None) -> str:
    return f"{money.amount.quantize(Decimal('0.01'))} {money.currency}" if money else NO_VALUE


def _format_precise_duration(duration: timedelta | None) -> str:
    if duration is None:
        return NO_VALUE
    seconds = duration.total_seconds()
    return (
        f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 60 else format_duration(duration)
    )


def _format_resource_key(resource_key: str) -> str:
    """What an event is about, in few words: `order 450789469`, whichever way it was named."""
    kind, _, number = resource_key.removeprefix("gid://shopify/").replace("/", ":").partition(":")
    return f"{kind} {number}"


def _build_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=_format_number,
        money=_format_money,
        seconds=_format_precise_duration,
        ago=format_duration,
        about=_format_resource_key,
        pretty=lambda value: json.dumps(value, indent=2, ensure_ascii=False),
    )
    environment.globals["build_query"] = build_query
    return environment


_ENVIRONMENT = _build_environment()
