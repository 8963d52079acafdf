"""Signing in at the OpenID Connect provider: the redirect there, and the way back."""

from urllib.parse import quote, unquote

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import NotFound, ProviderUnavailable, SignInRefused, to_log_fields
from novex_shopify.domain.model.identity import ProviderCallback
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from novex_shopify.entrypoints.web.console.kept_form import KeptForm
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, sanitize_next_path, set_session_cookie
from novex_shopify.entrypoints.web.console.sign_in import get_visitor, render_sign_in

_log = structlog.get_logger()

_MAX_NEXT_PATH = 1_000


def begin_sign_in(request: ConsoleRequest) -> Response:
    _require_provider(request)
    next_path = sanitize_next_path(request.get_query_param("next"))
    try:
        started = request.container.sign_in_with_provider().begin()
    except ProviderUnavailable as error:
        return _render_refusal(request, error)
    response = RedirectResponse(started.url, 302)
    response.set_cookie(
        _get_cookie_name(request.settings),
        f"{started.secret.value}:{quote(next_path[:_MAX_NEXT_PATH], safe='')}",
        max_age=int(OAUTH_STATE_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.settings.uses_https,
    )
    return response


def complete_sign_in(request: ConsoleRequest) -> Response:
    """The provider sends the person back here, in the browser that began."""
    _require_provider(request)
    cookie = request.http_request.cookies.get(_get_cookie_name(request.settings), "")
    secret, _, next_path = cookie.partition(":")
    visitor = get_visitor(request)
    callback = ProviderCallback(*map(request.get_query_param, ("state", "code", "error", "iss")))
    try:
        token = request.container.sign_in_with_provider().complete(callback, Secret(secret), visitor)
    except (SignInRefused, ProviderUnavailable) as error:
        _log.warning("console.sign_in_refused", source=visitor.address, **to_log_fields(error))
        return _render_refusal(request, error)
    _log.info("console.signed_in", source=visitor.address)
    response = RedirectResponse(sanitize_next_path(unquote(next_path)), 303)
    set_session_cookie(response, request.settings, token)
    response.delete_cookie(_get_cookie_name(request.settings), secure=request.settings.uses_https, httponly=True)
    return response


def _require_provider(request: ConsoleRequest) -> None:
    if request.settings.oidc_issuer is None:
        raise NotFound("No identity provider is set up. An administrator sets OIDC_ISSUER.")


def _render_refusal(request: ConsoleRequest, error: SignInRefused | ProviderUnavailable) -> Response:
    status = 503 if isinstance(error, ProviderUnavailable) else 401
    return render_sign_in(request, "/console", KeptForm(), str(error), status)


def _get_cookie_name(settings: Settings) -> str:
    # With this prefix, browsers accept the cookie only over HTTPS and only from this host.
    return "__Host-novex-provider" if settings.uses_https else "novex-provider"
