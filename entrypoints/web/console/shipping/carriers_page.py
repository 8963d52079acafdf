"""`/console/settings/carriers`: the keys that labels are bought with, and whether EasyPost sends its news here."""

from starlette.responses import Response

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    NoWebhookSecret,
)
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_PATH = "/console/settings/carriers"
_NO_KEY = "Enter the key. It is in EasyPost's dashboard, under API keys."

_Refusal = CarriersAccessDenied | CarriersRefused | CarriersThrottled | CarriersUnavailable | NoWebhookSecret
_REFUSALS = (CarriersAccessDenied, CarriersRefused, CarriersThrottled, CarriersUnavailable, NoWebhookSecret)


def show_accounts(request: ConsoleRequest) -> Response:
    """Asks EasyPost nothing."""
    return _render(request)


def save_account(request: ConsoleRequest) -> Response:
    """Keys are written and never shown again."""
    key, shop = request.get_form_field("key"), request.get_form_field("shop")
    if not key:
        return _render(request, key_error=_NO_KEY)
    mode = CarrierMode.TEST if request.get_form_field("mode") == CarrierMode.TEST else CarrierMode.PRODUCTION
    secret = request.get_form_field("webhook_secret")
    request.container.change_carrier_accounts().save(
        parse_shop_domain(shop) if shop else None, mode, Secret(key), Secret(secret) if secret else None
    )
    return redirect(_PATH, "The key was saved. Test it, and register the webhook")


def remove_account(request: ConsoleRequest) -> Response:
    request.container.change_carrier_accounts().remove(_read_id(request))
    return redirect(_PATH, "The key was removed")


def test_account(request: ConsoleRequest) -> Response:
    try:
        webhook = request.container.watch_carrier_webhooks().check(_read_id(request))
    except _REFUSALS as refusal:
        return _render(request, refusal)
    return redirect(_PATH, f"EasyPost takes the key. {_describe(webhook)}")


def register_webhook(request: ConsoleRequest) -> Response:
    try:
        request.container.watch_carrier_webhooks().register(_read_id(request))
    except _REFUSALS as refusal:
        return _render(request, refusal)
    return redirect(_PATH, "EasyPost sends its news of parcels here")


def _describe(webhook: CarrierWebhook | None) -> str:
    if webhook is None:
        return "It does not send its news here yet"
    if webhook.disabled_at:
        return f"It stopped to send its news here on {webhook.disabled_at:%Y-%m-%d}: register the webhook again"
    return "It sends its news here"


def _read_id(request: ConsoleRequest) -> int:
    return request.get_path_id("account")


def _render(request: ConsoleRequest, refusal: _Refusal | None = None, key_error: str = "") -> Response:
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
        return render(
            request,
            "shipping/carriers.html",
            422 if refusal or key_error else 200,
            accounts=tx.carrier_accounts.list_all(),
            problems=tx.carrier_webhooks.list_problems(),
            rules=[(shop, tx.shops.get_settings(shop)) for shop in shops],
            shop_choices=[("", "All stores without a key of their own"), *((shop, shop) for shop in shops)],
            modes=[(CarrierMode.PRODUCTION.value, "Production"), (CarrierMode.TEST.value, "Test")],
            webhook_url=request.container.settings().carrier_webhook_url,
            refusal=refusal,
            key_error=key_error,
        )
