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
from novex_shopify.entrypoints.web.console.visit import SAID, Visit, query_of

_TEMPLATES = Path(__file__).parent.parent / "templates"
_SHOPIFY = "https://*.myshopify.com https://*.shopify.com"

NOTHING = "\N{EN DASH}"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def headers(settings: Settings) -> dict[str, str]:
    """No script, style or request but our own. Forms may lead to Shopify, where a store gives its consent."""
    policy = {
        "default-src": "'none'",
        **dict.fromkeys(("script-src", "style-src", "img-src", "connect-src"), "'self'"),
        "form-action": " ".join(filter(None, ("'self'", _SHOPIFY, settings.shopify_base_url))),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    https_only = {"Strict-Transport-Security": "max-age=31536000"} if settings.app_url.startswith("https://") else {}
    return {
        **https_only,
        "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in policy.items()),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }


def render(visit: Visit, template: str, status: int = 200, **values: Any) -> Response:
    """A page of the console."""
    now = visit.container.clock().now()
    page = _ENVIRONMENT.get_template(f"console/{template}")
    said = unquote(visit.request.cookies.get(SAID, ""))
    html = page.render(
        visit=visit, path=visit.request.url.path, said=said, moment=lambda at: _moment(at, now), now=now, **values
    )
    response = HTMLResponse(html, status, headers(visit.settings))
    if said:
        response.delete_cookie(SAID, path="/console")
    return response


def refused(visit: Visit, status: int, reason: str) -> Response:
    """A page that says what went wrong and what to do."""
    return render(visit, "refused.html", status, reason=reason)


def ago(length: timedelta) -> str:
    """A length of time in its largest unit, such as `3 min`."""
    seconds = max(0, int(length.total_seconds()))
    return next((f"{seconds // size} {unit}" for size, unit in _UNITS if seconds >= size), "0 s")


def _moment(at: datetime | None, now: datetime) -> Markup:
    if at is None:
        return Markup("{}").format(NOTHING)
    words = f"{ago(now - at)} ago" if at <= now else f"in {ago(at - now)}"
    exact = at.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}" data-ago>{}</time>').format(
        exact.isoformat(), exact.strftime("%Y-%m-%d %H:%M:%S UTC"), words
    )


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _money(money: Money | None) -> str:
    return f"{money.amount.quantize(Decimal('0.01'))} {money.currency}" if money else NOTHING


def _seconds(length: timedelta | None) -> str:
    if length is None:
        return NOTHING
    seconds = length.total_seconds()
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 60 else ago(length)


def _about(resource_key: str) -> str:
    """What an event is about, in few words: `order 450789469`, whichever way it was named."""
    kind, _, number = resource_key.removeprefix("gid://shopify/").replace("/", ":").partition(":")
    return f"{kind} {number}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=_number,
        money=_money,
        seconds=_seconds,
        ago=ago,
        about=_about,
        pretty=lambda value: json.dumps(value, indent=2, ensure_ascii=False),
    )
    environment.globals["query_of"] = query_of
    return environment


_ENVIRONMENT = _environment()
