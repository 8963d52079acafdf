"""`GET /shopify/install` and `GET /shopify/callback`: a merchant connects a store."""

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.config.settings import INSTALL_PATH
from novex_shopify.domain.errors import (
    AddressChanged,
    ConnectionRefused,
    InvalidCallbackSignature,
    InvalidShopDomain,
    NovexError,
    PermanentTokenRefused,
    ScopesNotGranted,
    TokenRequestRefused,
    TransientError,
    to_log_fields,
)
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from novex_shopify.entrypoints.web.client_messages import describe_to_client
from novex_shopify.entrypoints.web.console.request import get_session_cookie_name
from novex_shopify.entrypoints.web.pages import render_page

_log = structlog.get_logger()

_HTTP_STATUSES: tuple[tuple[type[NovexError], int], ...] = (
    (InvalidCallbackSignature, 401),
    (AddressChanged, 409),
    (ScopesNotGranted, 403),
    (PermanentTokenRefused, 403),
    (TokenRequestRefused, 502),
    (TransientError, 503),
)


def install(request: Request) -> Response:
    container: Container = request.app.state.container
    try:
        started = container.connect_shop().begin(request.query_params.multi_items())
    except NovexError as error:
        return _render_refusal(request, error)
    response = RedirectResponse(started.url, 302)
    response.set_cookie(
        _get_cookie_name(container),
        started.nonce,
        max_age=int(OAUTH_STATE_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=container.settings().uses_https,
    )
    return response


def callback(request: Request) -> Response:
    """Shopify sends the merchant back here, in the browser that opened the install link."""
    container: Container = request.app.state.container
    nonce = request.cookies.get(_get_cookie_name(container), "")
    try:
        with acting_as(_find_actor(container, request)):
            shop = container.connect_shop().complete(request.query_params.multi_items(), nonce)
    except NovexError as error:
        return _render_refusal(request, error)
    _log.info("shop.connected", shop=shop.domain, scopes=str(shop.scopes), approved=not shop.awaits_approval)
    (connection,) = container.get_overview().list_connections(shop.domain)
    return render_page(request, "connected.html", shop=shop, steps=connection.setup_steps)


def _find_actor(container: Container, request: Request) -> Actor:
    """The user of the console, if this browser has a session; a merchant has none."""
    token = request.cookies.get(get_session_cookie_name(container.settings()), "")
    user = container.find_signed_in_user()(Secret(token), in_use=False) if token else None
    return user.to_actor() if user else Actor(ActorKind.SHOPIFY, "installation by the merchant")


def _get_cookie_name(container: Container) -> str:
    # With this prefix, browsers accept the cookie only over HTTPS and only from this host.
    return "__Host-novex-oauth" if container.settings().uses_https else "novex-oauth"


def _render_refusal(request: Request, error: NovexError) -> Response:
    _log.warning("shop.connect_refused", burst="connect", **to_log_fields(error))  # anybody can cause it
    status = next((status for kind, status in _HTTP_STATUSES if isinstance(error, kind)), 400)
    stored = isinstance(error, PermanentTokenRefused) or (isinstance(error, ConnectionRefused) and error.stored)
    install_url = _build_install_url(request)
    return render_page(
        request,
        "connect_failed.html",
        status=status,
        error=describe_to_client(error),
        stored=stored,
        install_url=install_url,
    )


def _build_install_url(request: Request) -> str | None:
    """The link to start again with; None if the request names no store."""
    try:
        return f"{INSTALL_PATH}?shop={parse_shop_domain(request.query_params.get('shop', ''))}"
    except InvalidShopDomain:
        return None
