"""The OAuth pages and the token endpoint of a shop's admin."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.addresses import is_acceptable
from novex_shopify.entrypoints.sandbox.consent import admin_host, signed_query
from novex_shopify.entrypoints.sandbox.errors import OAuthError
from novex_shopify.entrypoints.sandbox.pages import page
from novex_shopify.entrypoints.sandbox.scopes import compact, in_plain_words, split_scopes
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.tokens import TokenPair
from novex_shopify.entrypoints.sandbox.world import World, world_of

LINK_PARTS = ("client_id", "scope", "redirect_uri", "state")
CREDENTIALS_LIFETIME = 86_399


async def authorize(request: Request) -> Response:
    """Show the merchant what the app asks for, or say what is wrong with the link."""
    world = world_of(request)
    shop = world.shop_of(request)
    _check_link(world.settings, request.query_params)
    asked = split_scopes(request.query_params.get("scope", ""))
    return page(
        "consent.html",
        shop=shop,
        app_name=world.settings.app_name,
        asked=[(scope, in_plain_words(scope)) for scope in asked],
        fields={name: request.query_params.get(name, "") for name in LINK_PARTS} | {"sandbox_shop": shop.domain},
        is_update=shop.installation.installed_at is not None,
    )


async def consent(request: Request) -> Response:
    """Take the merchant's answer and send the browser back to the app with a code."""
    world = world_of(request)
    form = await request.form()
    shop = world.shop(str(form.get("sandbox_shop") or request.headers.get("x-sandbox-shop") or ""))
    _check_link(world.settings, form)
    if form.get("decision", "install") != "install":
        return RedirectResponse(f"/sandbox/stores/{shop.domain}", status_code=303)
    return RedirectResponse(_callback(world, shop, form), status_code=303)


def _callback(world: World, shop: Shop, form: FormData) -> str:
    """Build the address back to the app. Unticked scopes are left out of the grant; a form without any grants all."""
    ticked = [str(scope) for scope in form.getlist("granted")]
    scopes = split_scopes(",".join(ticked) or str(form.get("scope", "")))
    now = world.clock()
    answer = {
        "code": world.codes.issue(shop.domain, scopes, now),
        "host": admin_host(shop.name),
        "shop": shop.domain,
        "timestamp": str(int(now.timestamp())),
    }
    if form.get("state"):
        answer["state"] = str(form["state"])
    redirect_uri = str(form["redirect_uri"])
    glue = "&" if urlsplit(redirect_uri).query else "?"
    return redirect_uri + glue + urlencode(signed_query(world.secrets.signing, answer))


def _check_link(settings: SandboxSettings, given: Mapping[str, Any]) -> None:
    if str(given.get("client_id", "")) != settings.client_id:
        raise OAuthError("invalid_request", "Could not find Shopify API application with this client_id")
    redirect_uri = str(given.get("redirect_uri") or "")
    if not redirect_uri:
        raise OAuthError("invalid_request", "The redirect_uri is missing")
    if not (redirect_uri in settings.redirect_uris if settings.redirect_uris else is_acceptable(redirect_uri)):
        raise OAuthError("invalid_request", "The redirect_uri is not whitelisted")


async def access_token(request: Request) -> Response:
    """Trade a code, a refresh token or the app's own credentials for an access token."""
    world = world_of(request)
    shop = world.shop_of(request)
    given = await _parameters(request)
    _check_client(world, given)
    shop.installation.made_with = given.get("client_secret", "")
    shop.calls[given.get("grant_type", "authorization_code")] += 1
    match given.get("grant_type"):
        case "urn:ietf:params:oauth:grant-type:token-exchange":
            pair = shop.installation.exchange(given.get("subject_token", ""), world.settings, world.clock())
            return JSONResponse(_pair(world, pair))
        case "refresh_token":
            pair = shop.installation.refresh(given.get("refresh_token", ""), world.settings, world.clock())
            return JSONResponse(_pair(world, pair))
        case "client_credentials":
            return JSONResponse(_client_credentials(world, shop))
        case None | "authorization_code":
            return JSONResponse(_exchange(world, shop, given))
        case other:
            raise OAuthError("unsupported_grant_type", f"The grant type '{other}' is not supported")


def _exchange(world: World, shop: Shop, given: Mapping[str, str]) -> dict[str, Any]:
    now = world.clock()
    grant = world.codes.redeem(given.get("code", ""), shop.domain, now)
    shop.installation.install(compact(grant.scopes), now)
    if given.get("expiring", "0") == "1":
        return _pair(world, shop.installation.issue_pair(world.settings, now))
    token = shop.installation.issue(lifetime=None, now=now)
    return {"access_token": token.value, "scope": ",".join(token.scopes)}


def _client_credentials(world: World, shop: Shop) -> dict[str, Any]:
    if shop.installation.installed_at is None:
        raise OAuthError("app_not_installed", f"The app is not installed on {shop.domain}")
    token = shop.installation.issue(lifetime=CREDENTIALS_LIFETIME, now=world.clock())
    return {"access_token": token.value, "scope": ",".join(token.scopes), "expires_in": CREDENTIALS_LIFETIME}


def _pair(world: World, pair: TokenPair) -> dict[str, Any]:
    now, ends = world.clock(), pair.access.expires_at
    assert ends is not None
    return {
        "access_token": pair.access.value,
        "scope": ",".join(pair.access.scopes),
        "expires_in": round((ends - now).total_seconds()),
        "refresh_token": pair.refresh,
        "refresh_token_expires_in": round((pair.refresh_expires_at - now).total_seconds()),
    }


def _check_client(world: World, given: Mapping[str, str]) -> None:
    if given.get("client_id") != world.settings.client_id:
        raise OAuthError("application_cannot_be_found", "Could not find Shopify API application with this client_id")
    if not world.secrets.accept(given.get("client_secret", "")):
        raise OAuthError("invalid_client", "The client secret is wrong", status=401)


async def _parameters(request: Request) -> dict[str, str]:
    """Read the parameters, sent as a form or as JSON."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            given = await request.json()
        except ValueError as error:
            raise OAuthError("invalid_request", "The body is no JSON") from error
        if not isinstance(given, dict):
            raise OAuthError("invalid_request", "The body must be a JSON object")
        return {str(name): str(value) for name, value in given.items()}
    return {name: str(value) for name, value in (await request.form()).items()}


routes = [
    Route("/admin/oauth/authorize", authorize, methods=["GET"]),
    Route("/admin/oauth/authorize", consent, methods=["POST"]),
    Route("/admin/oauth/access_token", access_token, methods=["POST"]),
]
