"""A call that Shopify refuses for its token is sent once more with the next one; nothing else is."""

from contextlib import suppress

import httpx
import pytest

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.domain.errors import NovexError, ShopifyAccessDenied
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from tests.builders import SHOP

NEXT = ShopAccess(SHOP, Secret("shpat_planted_next"))
RENEWABLE = ShopAccess(SHOP, Secret("shpat_planted"), renew=lambda: NEXT)
PERMANENT = ShopAccess(SHOP, Secret("shpat_planted"))


def execute_with_token_refresh(access: ShopAccess, *statuses: int) -> list[str]:
    """Ask once, where Shopify answers so and another token can be had; gives the tokens of the requests."""
    tokens: list[str] = []
    waiting = list(statuses)

    def shopify(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["X-Shopify-Access-Token"])
        return httpx.Response(waiting.pop(0), json={"data": {"name": "Tea"}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http, suppress(NovexError):
        GraphQLClient(http, ShopEndpoints(), "2026-10").execute(access, "grantedScopes", dict[str, str])
    return tokens


@pytest.mark.parametrize("then", [200, 401, 503])
def test_a_call_refused_for_its_token_is_sent_once_more_with_the_next_token(then: int) -> None:
    assert execute_with_token_refresh(RENEWABLE, 401, then) == ["shpat_planted", "shpat_planted_next"]


def test_a_call_is_refused_for_good_when_the_next_token_is_refused_too() -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(401, json={}))) as http:
        client = GraphQLClient(http, ShopEndpoints(), "2026-10")
        with pytest.raises(ShopifyAccessDenied):
            client.execute(RENEWABLE, "grantedScopes", dict[str, str])


@pytest.mark.parametrize("status", [200, 402, 403, 404, 408, 423, 429, 500, 503])
def test_nothing_but_a_refused_token_is_sent_again(status: int) -> None:
    assert execute_with_token_refresh(RENEWABLE, status) == ["shpat_planted"]


def test_a_token_that_cannot_be_renewed_is_sent_once() -> None:
    assert execute_with_token_refresh(PERMANENT, 401) == ["shpat_planted"]
