"""One GraphQL call, and the three places where Shopify may say no."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import httpx
import msgspec

from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.errors import (
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    TransientError,
)
from novex_shopify.domain.model.shop import ShopAccess

Data = TypeVar("Data")


class Throttle(msgspec.Struct, rename="camel"):
    """What is left of the store's allowance of points."""

    currently_available: float = 0
    restore_rate: float = 100


class Cost(msgspec.Struct, rename="camel"):
    """What a call costs, in points."""

    requested_query_cost: float = 0
    throttle_status: Throttle = msgspec.field(default_factory=Throttle)


class Extensions(msgspec.Struct):
    """Beside the data."""

    cost: Cost = msgspec.field(default_factory=Cost)


class ErrorCode(msgspec.Struct):
    """Shopify's word for an error, such as THROTTLED."""

    code: str | None = None


class GraphQLError(msgspec.Struct):
    """One of the top-level errors."""

    message: str
    extensions: ErrorCode = msgspec.field(default_factory=ErrorCode)


class Answer(msgspec.Struct):
    """The body of an answer. Where the token is bad, `errors` is a text instead of a list."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[GraphQLError] | str | None = None
    extensions: Extensions = msgspec.field(default_factory=Extensions)


class UserError(msgspec.Struct):
    """Why a mutation was declined."""

    message: str
    field: list[str] | None = None


@cache
def document(name: str) -> str:
    """The text of `documents/{name}.graphql`."""
    return files("novex_shopify.adapters.shopify").joinpath("documents", f"{name}.graphql").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class GraphQLClient:
    """Sends a document once and raises the domain's errors. It never sends anything twice."""

    http: httpx.Client
    stores: StoreAddresses
    api_version: str

    def execute(self, access: ShopAccess, name: str, answer: type[Data], **variables: Any) -> Data:
        """Run the document `name`; the data is read into `answer`."""
        response = self._post(access, name, {"query": document(name), "variables": variables})
        _check_status(response, access, name)
        body = _read(response.content, Answer, name)
        if body.errors:
            raise _error(body, name)
        return _read(body.data, answer, name)

    def _post(self, access: ShopAccess, name: str, body: dict[str, Any]) -> httpx.Response:
        try:
            return self.http.post(
                self.stores.api(access.shop, f"/admin/api/{self.api_version}/graphql.json"),
                content=msgspec.json.encode(body),
                headers={
                    "Content-Type": "application/json",
                    "X-Shopify-Access-Token": access.access_token.value,
                    **self.stores.headers(access.shop),
                },
            )
        except httpx.TransportError as error:
            raise ShopifyUnavailable(f"{access.shop} did not answer {name} ({type(error).__name__}).") from error


def check_user_errors(operation: str, errors: list[UserError]) -> None:
    """Raise `ShopifyRefused` with Shopify's own words, if there are any."""
    if errors:
        raise ShopifyRefused(operation, [error.message for error in errors])


def _check_status(response: httpx.Response, access: ShopAccess, name: str) -> None:
    status = response.status_code
    if status in (401, 403):
        raise ShopifyAccessDenied(f"{access.shop} refused {name} ({status}): the token or its scopes do not suffice.")
    if status == 429:
        raise ShopifyThrottled(f"{access.shop} has had enough calls.", _retry_after(response))
    if status >= 500:
        raise ShopifyUnavailable(f"{access.shop} answered {name} with {status}.")
    if status != 200:
        raise ShopifyRefused(name, [f"HTTP {status}"])


def _error(body: Answer, name: str) -> TransientError | ShopifyAccessDenied | ShopifyRefused:
    if isinstance(body.errors, str):
        return ShopifyRefused(name, [body.errors])
    codes = {error.extensions.code for error in body.errors or ()}
    if "THROTTLED" in codes:
        cost = body.extensions.cost
        missing = max(0.0, cost.requested_query_cost - cost.throttle_status.currently_available)
        seconds = missing / max(1.0, cost.throttle_status.restore_rate)
        return ShopifyThrottled(f"{name} waits for points.", timedelta(seconds=seconds))
    if "INTERNAL_SERVER_ERROR" in codes:
        return ShopifyUnavailable(f"Shopify failed inside {name}.")
    messages = [error.message for error in body.errors or ()]
    if "ACCESS_DENIED" in codes:
        return ShopifyAccessDenied(f"{name}: {' '.join(messages)}")
    return ShopifyRefused(name, messages)


def _read(content: bytes | msgspec.Raw, shape: type[Data], name: str) -> Data:
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable(f"The answer to {name} is not what Shopify promises: {error}.") from error


def _retry_after(response: httpx.Response) -> timedelta:
    """What Shopify asks for, in seconds; two, where it asks for nothing that can be read."""
    try:
        return timedelta(seconds=float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return timedelta(seconds=2)
