"""One call to a store, for what its answer says beside the data."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from novex_shopify.adapters.shopify.graphql import document
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.model.shop import ShopAccess

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """The status, the time by Shopify's clock, and the version of the API that answered; None where not told."""

    status: int
    date: datetime | None
    api_version: str | None


@dataclass(frozen=True, slots=True)
class StoreProbe:
    """Asks a store something small."""

    http: httpx.Client
    stores: StoreAddresses
    api_version: str

    def __call__(self, access: ShopAccess) -> StoreAnswer:
        """Ask once. Raises `httpx.RequestError` if nothing comes back."""
        answer = self.http.post(
            self.stores.api(access.shop, f"/admin/api/{self.api_version}/graphql.json"),
            json={"query": document("grantedScopes")},
            headers={"X-Shopify-Access-Token": access.access_token.value, **self.stores.headers(access.shop)},
            timeout=TIMEOUT_SECONDS,
        )
        return StoreAnswer(answer.status_code, _date(answer), answer.headers.get("X-Shopify-API-Version"))


def _date(answer: httpx.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None
