"""The Admin API's address."""

import re
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.faults import go_wrong
from novex_shopify.entrypoints.sandbox.graphql.access import Call
from novex_shopify.entrypoints.sandbox.graphql.execute import run
from novex_shopify.entrypoints.sandbox.graphql.versions import served_version
from novex_shopify.entrypoints.sandbox.scopes import expand
from novex_shopify.entrypoints.sandbox.world import world_of

BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105


async def admin_graphql(request: Request) -> Response:
    """Check the token, run the document, and name the version that served it."""
    world = world_of(request)
    shop = world.shop_of(request)
    version = served_version(request.path_params["version"])
    token = shop.installation.token(request.headers.get("x-shopify-access-token", ""), world.clock())
    if token is None:
        return _answer({"errors": BAD_TOKEN}, version, status=401)
    body = await _body(request)
    if body is None:
        return _answer({"errors": "Required parameter missing or invalid: query"}, version, status=400)
    call = Call(world, shop, frozenset(expand(token.scopes)), version, str(request.base_url))
    return await _run(call, body)


async def _run(call: Call, body: dict[str, Any]) -> Response:
    """Do it, unless something is to go wrong before or after."""
    document = _operation(body["query"])
    call.shop.calls[document] += 1
    if fault := call.shop.faults.take(document, after_the_work=False):
        return await go_wrong(fault, _answer({"errors": "late"}, call.version, status=503))
    answer = _answer(run(call, body["query"], body.get("variables") or {}, body.get("operationName")), call.version)
    fault = call.shop.faults.take(document, after_the_work=True)
    return await go_wrong(fault, answer) if fault else answer


def _operation(query: str) -> str:
    found = re.match(r"\s*(?:query|mutation)\s+(\w+)", query)
    return found.group(1) if found else ""


async def _body(request: Request) -> dict[str, Any] | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("query"), str) else None


def _answer(content: dict[str, Any], version: str, *, status: int = 200) -> Response:
    headers = {"X-Request-Id": str(uuid.uuid4()), "X-Shopify-API-Version": version}
    return JSONResponse(content, status_code=status, headers=headers)


routes = [Route("/admin/api/{version}/graphql.json", admin_graphql, methods=["POST"])]
