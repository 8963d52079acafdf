"""`/console/stores/{shop}/token` and `/console/stores/tokens`: renewing access tokens, which workers do otherwise."""

from starlette.responses import Response

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.shops.refresh_all_tokens import TokenRefreshOutcome, TokenRefreshResult
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop, render_shop

OUTCOMES = {
    TokenRefreshOutcome.REFRESHED: ("Renewed", "good"),
    TokenRefreshOutcome.PERMANENT: ("Permanent, not renewed", "neutral"),
    TokenRefreshOutcome.FAILED: ("Failed", "bad"),
}


def show_token(request: ConsoleRequest, error: str = "") -> Response:
    """What kind of token the store has, when it expires, and the forms. With an error, the last form did not work."""
    shop = fetch_shop(request)
    with request.container.read_transaction() as tx:
        credentials = tx.shops.get_credentials(shop.domain)
    status, typed = 422 if error else 200, request.get_form_field("confirmation")
    return render_shop(request, "shops/token.html", None, status, credentials=credentials, error=error, typed=typed)


def renew_token(request: ConsoleRequest) -> Response:
    """Ask Shopify for a new token, also before the old one expires."""
    domain = fetch_shop(request).domain
    try:
        renewed = request.container.refresh_access_token().refresh_now(domain)
    except NovexError as refusal:
        return show_token(request, str(refusal))
    message = "The token is renewed" if renewed else "The token is permanent, so it is not renewed"
    return redirect(_build_url(domain), message)


def exchange_token(request: ConsoleRequest) -> Response:
    """Exchange a permanent token for one that expires, after the store's name was entered."""
    domain = fetch_shop(request).domain
    name = domain.removesuffix(".myshopify.com")
    if request.get_form_field("confirmation").lower() not in (name, domain):
        return show_token(request, f"Enter {name} to exchange its token")
    try:
        exchanged = request.container.refresh_access_token().exchange_permanent_token(domain)
    except NovexError as refusal:
        return show_token(request, str(refusal))
    message = "The store has an expiring token now" if exchanged else "The store has an expiring token already"
    return redirect(_build_url(domain), message)


def confirm_renewal(request: ConsoleRequest) -> Response:
    """What renewing the tokens of all stores does."""
    return _render_renewal(request, ())


def renew_all_tokens(request: ConsoleRequest) -> Response:
    """Renew the token of every connected store, one after the other, and show how each ended."""
    return _render_renewal(request, request.container.refresh_all_tokens()())


def _render_renewal(request: ConsoleRequest, results: tuple[TokenRefreshResult, ...]) -> Response:
    with request.container.read_transaction() as tx:
        count = sum(shop.connected for shop in tx.shops.list_all())
    return render(request, "shops/tokens.html", results=results, outcomes=OUTCOMES, count=count)


def _build_url(shop: ShopDomain) -> str:
    return f"/console/stores/{shop}/token"
