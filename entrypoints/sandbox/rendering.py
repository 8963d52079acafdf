"""Renders the sandbox's pages."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

_templates = Environment(
    loader=PackageLoader("novex_shopify.entrypoints.sandbox"), autoescape=True, undefined=StrictUndefined
)


def render_page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_templates.get_template(template).render(**values), status_code=status)
