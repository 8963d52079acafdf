"""Shared steps: GraphQL calls to a Shopify that a test scripts."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from tests.builders import SHOP

API_VERSION = "2026-10"
ACCESS = ShopAccess(SHOP, Secret("shpat_planted"))


class ShopResponse(msgspec.Struct):
    """The data that the tests of the client request."""

    name: str


@contextmanager
def connect(handler: Callable[[httpx.Request], httpx.Response]) -> Generator[GraphQLClient]:
    """A client whose requests the handler answers."""
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        yield GraphQLClient(http, ShopEndpoints(), API_VERSION)


class FakeShopify:
    """Answers each document with its next data, and records the variables of each request."""

    def __init__(self, **data: list[dict[str, Any]]) -> None:
        self._data = data
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = msgspec.json.decode(request.content)
        name = body["query"].split(maxsplit=1)[1].partition("(")[0].partition("{")[0].strip()
        self.requests.append((name, body["variables"]))
        return httpx.Response(200, content=json.dumps({"data": self._data[name].pop(0)}))


def build_page(*nodes: object, next_cursor: str | None = None) -> dict[str, Any]:
    """One page of a connection."""
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": next_cursor is not None, "endCursor": next_cursor}}
