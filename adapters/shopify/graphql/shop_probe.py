"""The port `ShopProbe`: one plain HTTP request, without `GraphQLClient`'s token refresh and rate limiting."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import load_document
from novex_shopify.adapters.shopify.http_status import check_status
from novex_shopify.domain.errors import NovexError, ShopifyUnavailable, describe_kind
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shop_probe import ShopProbeResult

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class HttpShopProbe:
    http: httpx.Client
    endpoints: ShopEndpoints
    api_version: str

    def __call__(self, access: ShopAccess) -> ShopProbeResult:
        try:
            response = self._post(access)
        except httpx.RequestError as error:
            raise ShopifyUnavailable(f"Shopify cannot be reached ({describe_kind(error)}).") from error
        version = response.headers.get("X-Shopify-API-Version")
        return ShopProbeResult(response.status_code, _parse_date(response), version, _find_error(access, response))

    def _post(self, access: ShopAccess) -> httpx.Response:
        return self.http.post(
            self.endpoints.build_api_url(access.shop, f"/admin/api/{self.api_version}/graphql.json"),
            json={"query": load_document("grantedScopes")},
            headers={"X-Shopify-Access-Token": access.access_token.value, **self.endpoints.build_headers(access.shop)},
            timeout=TIMEOUT_SECONDS,
        )


def _parse_date(response: httpx.Response) -> datetime | None:
    try:
        date = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)  # a zone of -0000 is UTC too, but read as none


def _find_error(access: ShopAccess, response: httpx.Response) -> NovexError | None:
    try:
        check_status(access.shop, response.status_code, response.headers, response.content, "a test call")
    except NovexError as error:
        return error
    return None
