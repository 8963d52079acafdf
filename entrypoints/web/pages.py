"""Pages outside the console."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

WEB_ROOT = Path(__file__).parent
_TEMPLATES = Jinja2Templates(WEB_ROOT / "templates")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
}


def render_page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Render a template for a page without scripts, which is not cached and sends no referrer."""
    return _TEMPLATES.TemplateResponse(request, template, values, status_code=status, headers=_HEADERS)


def redirect_to_console(_request: Request) -> Response:
    return RedirectResponse("/console", 302)
