"""A call with a rejected token is sent a second time with a refreshed token; no other call is."""

from contextlib import suppress

import httpx
import pytest

from novex_shopify.domain.errors import NovexError, ShopifyAccessDenied
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, connect
from tests.builders import SHOP

NEXT = ShopAccess(SHOP, Secret("shpat_planted_next"))
REFRESHABLE = ShopAccess(SHOP, Secret("shpat_planted"), renew=lambda: NEXT)
PERMANENT = ACCESS


def execute_with_token_refresh(access: ShopAccess, *statuses: int) -> list[str]:
    """Execute one document; returns the token of each request."""
    tokens: list[str] = []
    waiting = list(statuses)

    def shopify(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["X-Shopify-Access-Token"])
        return httpx.Response(waiting.pop(0), json={"data": {"name": "Tea"}})

    with connect(shopify) as client, suppress(NovexError):
        client.execute(access, "grantedScopes", dict[str, str])
    return tokens


@pytest.mark.parametrize("then", [200, 401, 503])
def test_a_call_with_a_rejected_token_is_sent_again_with_the_refreshed_one(then: int) -> None:
    assert execute_with_token_refresh(REFRESHABLE, 401, then) == ["shpat_planted", "shpat_planted_next"]


def test_a_rejected_refreshed_token_is_an_error() -> None:
    with connect(lambda _: httpx.Response(401, json={})) as client, pytest.raises(ShopifyAccessDenied):
        client.execute(REFRESHABLE, "grantedScopes", dict[str, str])


@pytest.mark.parametrize("status", [200, 402, 403, 404, 408, 423, 429, 500, 503])
def test_no_other_error_is_sent_again(status: int) -> None:
    assert execute_with_token_refresh(REFRESHABLE, status) == ["shpat_planted"]


def test_a_token_that_cannot_be_refreshed_is_sent_once() -> None:
    assert execute_with_token_refresh(PERMANENT, 401) == ["shpat_planted"]
