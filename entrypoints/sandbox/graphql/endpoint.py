"""The HTTP endpoint of the Admin API."""

import re
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.graphql.context import RequestContext
from novex_shopify.entrypoints.sandbox.graphql.execution import execute_query
from novex_shopify.entrypoints.sandbox.graphql.versions import select_served_version
from novex_shopify.entrypoints.sandbox.inventory.idempotency import mark_answered
from novex_shopify.entrypoints.sandbox.model.faults import apply_fault
from novex_shopify.entrypoints.sandbox.scopes import add_implied_scopes
from novex_shopify.entrypoints.sandbox.state import get_state

INVALID_TOKEN_MESSAGE = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105


async def handle_graphql_request(request: Request) -> Response:
    """Check the token, execute the document, and name the version that served it."""
    state = get_state(request)
    shop = state.get_requested_shop(request)
    version = select_served_version(request.path_params["version"])
    token = shop.installation.find_token(request.headers.get("x-shopify-access-token", ""), state.clock())
    if token is None:
        return _build_response({"errors": INVALID_TOKEN_MESSAGE}, version, status=401)
    body = await _read_body(request)
    if body is None:
        return _build_response({"errors": "Required parameter missing or invalid: query"}, version, status=400)
    context = RequestContext(state, shop, frozenset(add_implied_scopes(token.scopes)), version, str(request.base_url))
    return await _execute_with_faults(context, body)


async def _execute_with_faults(context: RequestContext, body: dict[str, Any]) -> Response:
    """Execute the document, unless a failure is planned before or after."""
    operation_name = _parse_operation_name(body["query"])
    context.shop.call_counts[operation_name] += 1
    if fault := context.shop.faults.take_next(operation_name, after_completion=False):
        return await apply_fault(fault, _build_response({"errors": "late"}, context.api_version, status=503))
    response = _build_response(
        execute_query(context, body["query"], body.get("variables") or {}, body.get("operationName")),
        context.api_version,
    )
    fault = context.shop.faults.take_next(operation_name, after_completion=True)
    answer = await apply_fault(fault, response) if fault else response
    for key in context.idempotency_keys:
        mark_answered(context.shop, key)
    return answer


def _parse_operation_name(query: str) -> str:
    found = re.match(r"\s*(?:query|mutation)\s+(\w+)", query)
    return found.group(1) if found else ""


async def _read_body(request: Request) -> dict[str, Any] | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("query"), str) else None


def _build_response(content: dict[str, Any], version: str, *, status: int = 200) -> Response:
    headers = {"X-Request-Id": str(uuid.uuid4()), "X-Shopify-API-Version": version}
    return JSONResponse(content, status_code=status, headers=headers)


routes = [Route("/admin/api/{version}/graphql.json", handle_graphql_request, methods=["POST"])]
