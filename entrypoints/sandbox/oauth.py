"""The consent page and the token endpoint."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.errors import OAuthError
from novex_shopify.entrypoints.sandbox.model.authorization_codes import encode_admin_host, sign_query
from novex_shopify.entrypoints.sandbox.model.installation import TokenPair
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.rendering import render_page
from novex_shopify.entrypoints.sandbox.scopes import describe_scope, parse_scopes, remove_implied_scopes
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.state import SandboxState, get_state
from novex_shopify.entrypoints.sandbox.url_rules import is_allowed_url

AUTHORIZE_PARAMETERS = ("client_id", "scope", "redirect_uri", "state")
CLIENT_CREDENTIALS_TOKEN_LIFETIME = 86_399


async def show_consent_page(request: Request) -> Response:
    state = get_state(request)
    shop = state.get_requested_shop(request)
    _check_authorize_request(state.settings, request.query_params)
    requested_scopes = parse_scopes(request.query_params.get("scope", ""))
    return render_page(
        "consent.html",
        shop=shop,
        app_name=state.settings.app_name,
        requested_scopes=[(scope, describe_scope(scope)) for scope in requested_scopes],
        fields={name: request.query_params.get(name, "") for name in AUTHORIZE_PARAMETERS}
        | {"sandbox_shop": shop.domain},
        is_update=shop.installation.installed_at is not None,
    )


async def submit_consent(request: Request) -> Response:
    """Record the merchant's answer and redirect to the app with a code."""
    state = get_state(request)
    form = await request.form()
    shop = state.get_or_create_shop(str(form.get("sandbox_shop") or request.headers.get("x-sandbox-shop") or ""))
    _check_authorize_request(state.settings, form)
    if form.get("decision", "install") != "install":
        return RedirectResponse(f"/sandbox/stores/{shop.domain}", status_code=303)
    return RedirectResponse(_build_callback_url(state, shop, form), status_code=303)


def _build_callback_url(state: SandboxState, shop: Shop, form: FormData) -> str:
    """Build the redirect to the app. A form without any `granted` scope grants all that were requested."""
    granted = [str(scope) for scope in form.getlist("granted")]
    scopes = parse_scopes(",".join(granted) or str(form.get("scope", "")))
    now = state.clock()
    parameters = {
        "code": state.authorization_codes.issue(shop.domain, scopes, now),
        "host": encode_admin_host(shop.name),
        "shop": shop.domain,
        "timestamp": str(int(now.timestamp())),
    }
    if form.get("state"):
        parameters["state"] = str(form["state"])
    redirect_uri = str(form["redirect_uri"])
    separator = "&" if urlsplit(redirect_uri).query else "?"
    return redirect_uri + separator + urlencode(sign_query(state.client_secrets.signing_secret, parameters))


def _check_authorize_request(settings: SandboxSettings, parameters: Mapping[str, Any]) -> None:
    if str(parameters.get("client_id", "")) != settings.client_id:
        raise OAuthError("invalid_request", "Could not find Shopify API application with this client_id")
    redirect_uri = str(parameters.get("redirect_uri") or "")
    if not redirect_uri:
        raise OAuthError("invalid_request", "The redirect_uri is missing")
    if not (redirect_uri in settings.redirect_uris if settings.redirect_uris else is_allowed_url(redirect_uri)):
        raise OAuthError("invalid_request", "The redirect_uri is not whitelisted")


async def issue_access_token(request: Request) -> Response:
    """Exchange a code, a refresh token or client credentials for an access token."""
    state = get_state(request)
    shop = state.get_requested_shop(request)
    parameters = await _parse_parameters(request)
    _check_client(state, parameters)
    shop.installation.current_client_secret = parameters.get("client_secret", "")
    shop.call_counts[parameters.get("grant_type", "authorization_code")] += 1
    match parameters.get("grant_type"):
        case "urn:ietf:params:oauth:grant-type:token-exchange":
            pair = shop.installation.exchange_permanent_token(
                parameters.get("subject_token", ""), state.settings, state.clock()
            )
            return JSONResponse(_serialize_token_pair(state, pair))
        case "refresh_token":
            pair = shop.installation.refresh_token_pair(
                parameters.get("refresh_token", ""), state.settings, state.clock()
            )
            return JSONResponse(_serialize_token_pair(state, pair))
        case "client_credentials":
            return JSONResponse(_issue_client_credentials_token(state, shop))
        case None | "authorization_code":
            return JSONResponse(_exchange_code(state, shop, parameters))
        case other:
            raise OAuthError("unsupported_grant_type", f"The grant type '{other}' is not supported")


def _exchange_code(state: SandboxState, shop: Shop, parameters: Mapping[str, str]) -> dict[str, Any]:
    now = state.clock()
    grant = state.authorization_codes.redeem(parameters.get("code", ""), shop.domain, now)
    shop.installation.install(remove_implied_scopes(grant.scopes), now)
    if parameters.get("expiring", "0") == "1":
        return _serialize_token_pair(state, shop.installation.issue_token_pair(state.settings, now))
    token = shop.installation.issue_token(lifetime=None, now=now)
    return {"access_token": token.value, "scope": ",".join(token.scopes)}


def _issue_client_credentials_token(state: SandboxState, shop: Shop) -> dict[str, Any]:
    if shop.installation.installed_at is None:
        raise OAuthError("app_not_installed", f"The app is not installed on {shop.domain}")
    token = shop.installation.issue_token(lifetime=CLIENT_CREDENTIALS_TOKEN_LIFETIME, now=state.clock())
    return {
        "access_token": token.value,
        "scope": ",".join(token.scopes),
        "expires_in": CLIENT_CREDENTIALS_TOKEN_LIFETIME,
    }


def _serialize_token_pair(state: SandboxState, pair: TokenPair) -> dict[str, Any]:
    now, expires_at = state.clock(), pair.access_token.expires_at
    assert expires_at is not None
    return {
        "access_token": pair.access_token.value,
        "scope": ",".join(pair.access_token.scopes),
        "expires_in": round((expires_at - now).total_seconds()),
        "refresh_token": pair.refresh_token,
        "refresh_token_expires_in": round((pair.refresh_expires_at - now).total_seconds()),
    }


def _check_client(state: SandboxState, parameters: Mapping[str, str]) -> None:
    if parameters.get("client_id") != state.settings.client_id:
        raise OAuthError("application_cannot_be_found", "Could not find Shopify API application with this client_id")
    if not state.client_secrets.is_valid(parameters.get("client_secret", "")):
        raise OAuthError("invalid_client", "The client secret is wrong", status=401)


async def _parse_parameters(request: Request) -> dict[str, str]:
    """Parse the parameters of a form or a JSON body."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError as error:
            raise OAuthError("invalid_request", "The body is not JSON") from error
        if not isinstance(body, dict):
            raise OAuthError("invalid_request", "The body must be a JSON object")
        return {str(name): str(value) for name, value in body.items()}
    return {name: str(value) for name, value in (await request.form()).items()}


routes = [
    Route("/admin/oauth/authorize", show_consent_page, methods=["GET"]),
    Route("/admin/oauth/authorize", submit_consent, methods=["POST"]),
    Route("/admin/oauth/access_token", issue_access_token, methods=["POST"]),
]
