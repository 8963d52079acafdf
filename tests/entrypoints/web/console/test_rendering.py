"""Every template is complete, and its policy fits the installation."""

from pathlib import Path

import pytest

from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.console import rendering
from novex_shopify.entrypoints.web.console.rendering import build_policy_headers

TEMPLATES = Path(rendering.__file__).parents[1] / "templates"


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("console/**/*.html"))
)
def test_every_template_compiles(name: str) -> None:
    rendering._ENVIRONMENT.get_template(name)  # passes unless it raises


def test_forms_may_lead_to_shopify_and_nothing_else_leaves_the_console(settings: Settings) -> None:
    policy = build_policy_headers(settings)["Content-Security-Policy"].split("; ")
    assert "form-action 'self' https://*.myshopify.com https://*.shopify.com" in policy
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
