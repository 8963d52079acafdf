"""Control API: installs the app, and issues its tokens and secrets."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.control.responses import serialize_shop
from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.requests import ScopesRequest, SecretRequest, parse_request
from novex_shopify.entrypoints.sandbox.scopes import remove_implied_scopes
from novex_shopify.entrypoints.sandbox.state import SandboxState, get_state


async def get_shop(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_shop(shop)


async def install_app(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Install the app without consent page and token, as client credentials need it."""
    shop.installation.install(remove_implied_scopes(parse_request(ScopesRequest, body).scopes), state.clock())
    return serialize_shop(shop)


async def create_token(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Issue a permanent token, as a custom app has it."""
    now = state.clock()
    shop.installation.install(remove_implied_scopes(parse_request(ScopesRequest, body).scopes), now)
    token = shop.installation.issue_token(lifetime=None, now=now)
    return {"access_token": token.value, "scope": ",".join(token.scopes)}


async def uninstall_app(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    state.uninstall_app(shop)
    return serialize_shop(shop)


async def add_secret(request: Request) -> Response:
    """Add a client secret beside the existing ones."""
    get_state(request).client_secrets.add(parse_request(SecretRequest, await request.body()).secret)
    return Response(status_code=201)


async def revoke_secret(request: Request) -> Response:
    """Revoke the oldest client secret."""
    get_state(request).revoke_oldest_secret()
    return Response(status_code=204)


routes = [
    Route("/sandbox/client-secrets", add_secret, methods=["POST"]),
    Route("/sandbox/client-secrets", revoke_secret, methods=["DELETE"]),
    build_route("GET", "", get_shop),
    build_route("POST", "/install", install_app),
    build_route("POST", "/tokens", create_token, 201),
    build_route("POST", "/uninstall", uninstall_app),
]
