"""`/console/webhooks`: how webhooks reach this installation, and what to enter at Shopify for it."""

from starlette.responses import Response

from novex_shopify.domain.model.webhook_topic import build_app_toml
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def show_settings(request: ConsoleRequest) -> Response:
    settings = request.settings
    return render(
        request,
        "webhooks/settings.html",
        summary=request.container.summarize_webhooks()(),
        by_app=settings.shopify_webhooks == "app",
        api_version=settings.shopify_api_version,
        shopify_url=settings.webhook_url,
        carrier_urls=settings.carrier_webhook_urls,
        toml=build_app_toml(settings.shopify_api_version, settings.webhook_url),
    )
