"""One GraphQL call, and the three places where Shopify may say no."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import httpx
import msgspec

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints, check_shop_is_available
from novex_shopify.adapters.shopify.graphql.rate_limiter import (
    InMemoryRateLimiter,
    QueryCost,
    RateLimiter,
    Reservation,
    iter_sleeps,
)
from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.domain.errors import (
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    TokenRefused,
    TransientError,
)
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain

Data = TypeVar("Data")

_log = logging.getLogger(__name__)

_REQUEST_ID_HEADER = "X-Request-Id"

_INITIAL_COST = 100.0
"""Points that a document is thought to cost, until its first answer."""


class Extensions(msgspec.Struct):
    """Beside the data."""

    cost: QueryCost | None = None


class ErrorExtensions(msgspec.Struct):
    """Shopify's word for an error, such as THROTTLED."""

    code: str | None = None


class GraphQLError(msgspec.Struct):
    """One of the top-level errors. `path` leads to the field that it is about, if it is about one."""

    message: str
    path: list[str | int] | None = None
    extensions: ErrorExtensions = msgspec.field(default_factory=ErrorExtensions)


class GraphQLResponse(msgspec.Struct):
    """The body of an answer. Where the token is bad, `errors` is a text instead of a list."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[GraphQLError] | str | None = None
    extensions: Extensions = msgspec.field(default_factory=Extensions)


class UserError(msgspec.Struct):
    """Why a mutation was declined. Not every mutation gives a code."""

    message: str
    field: list[str] | None = None
    code: str | None = None


@cache
def load_document(name: str) -> str:
    """The text of `documents/{name}.graphql`."""
    return files("novex_shopify.adapters.shopify.graphql").joinpath("documents", f"{name}.graphql").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back over HTTP. `call` names the call in messages."""

    call: str
    status: int
    headers: httpx.Headers
    content: bytes


@dataclass(frozen=True, slots=True)
class GraphQLClient:
    """Sends a document once, when the store's allowance lets it, and raises the domain's errors.

    Only what Shopify refused for its token (401), and so did not execute, is sent again: once, with the access's next
    token. `deadline` is how many seconds a request may take, its turn's waiting not counted.
    """

    http: httpx.Client
    endpoints: ShopEndpoints
    api_version: str
    rate_limiter: RateLimiter = field(default_factory=InMemoryRateLimiter)
    deadline_seconds: float = 30
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _costs: dict[str, float] = field(default_factory=dict, init=False, repr=False)
    _warned: set[tuple[str, str]] = field(default_factory=set, init=False, repr=False)

    def execute(self, access: ShopAccess, name: str, response_type: type[Data], **variables: Any) -> Data:
        """Run the document `name`; the data is read into `answer`."""
        reservation = self._wait_for_points(access.shop, name)
        reply = self._post_with_renewal(access, name, {"query": load_document(name), "variables": variables})
        self._warn_of_deprecations(access.shop, name, reply.headers)
        _check_status(reply, access)
        body = _decode(remove_null_characters(reply.content), GraphQLResponse, reply.call)
        self._record_cost(access.shop, name, reservation, body.extensions.cost)
        _log_response(access.shop, name, reply, body.extensions.cost)
        if body.errors and not self._has_only_withheld_fields(access.shop, body):
            raise _build_error(body, reply.call)
        return _decode(body.data, response_type, reply.call)

    def _wait_for_points(self, shop: ShopDomain, name: str) -> Reservation:
        reservation = self.rate_limiter.reserve(shop, self._costs.get(name, _INITIAL_COST))
        for seconds in iter_sleeps(self.rate_limiter, shop, reservation):
            self.sleep(seconds)
        return reservation

    def _post_with_renewal(self, access: ShopAccess, name: str, body: dict[str, Any]) -> HttpResponse:
        reply = self._post(access, name, body)
        if reply.status != 401 or access.renew is None:
            return reply
        _log.info("shopify.token_refused", extra={"shop": access.shop, "document": name})
        return self._post(access.renew(), name, body)

    def _post(self, access: ShopAccess, name: str, body: dict[str, Any]) -> HttpResponse:
        deadline = self.clock() + self.deadline_seconds
        call = name
        try:
            with self.http.stream(
                "POST",
                self.endpoints.build_api_url(access.shop, f"/admin/api/{self.api_version}/graphql.json"),
                content=msgspec.json.encode(body),
                headers={
                    "Content-Type": "application/json",
                    "X-Shopify-Access-Token": access.access_token.value,
                    **self.endpoints.build_headers(access.shop),
                },
            ) as response:
                call = _describe_call(name, response.headers)
                content = b"".join(self._read_until(deadline, response.iter_bytes()))
                return HttpResponse(call, response.status_code, response.headers, content)
        except httpx.RequestError as error:
            raise ShopifyUnavailable(f"{access.shop} did not answer {call} ({type(error).__name__}).") from error

    def _read_until(self, deadline: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The chunks. Each comes within httpx's own time-out; together they must come by `give_up`."""
        for chunk in chunks:
            if self.clock() > deadline:
                raise httpx.ReadTimeout("The answer trickles.")
            yield chunk

    def _record_cost(self, shop: ShopDomain, name: str, reservation: Reservation, cost: QueryCost | None) -> None:
        """Remember what the document costs, and tell the others what is left. Without a cost, all counts as used."""
        if cost:
            self._costs[name] = cost.requested_query_cost
            self.rate_limiter.apply_cost(shop, reservation, cost)

    def _warn_of_deprecations(self, shop: ShopDomain, name: str, headers: httpx.Headers) -> None:
        """Warn of what will stop working one day: of the version once for each store, of a document once."""
        version, reason = headers.get("X-Shopify-API-Version"), headers.get("X-Shopify-API-Deprecated-Reason")
        if version not in (None, self.api_version) and self._mark_warned("version", shop):
            _log.warning(
                "shopify.api_version_mismatch", extra={"shop": shop, "asked": self.api_version, "served": version}
            )
        if reason and self._mark_warned("deprecated", name):
            _log.warning("shopify.api_deprecated", extra={"document": name, "reason": reason})

    def _has_only_withheld_fields(self, shop: ShopDomain, body: GraphQLResponse) -> bool:
        """Whether some fields are null since the app is not approved for them, and nothing else is wrong."""
        errors = body.errors if isinstance(body.errors, list) else []
        withheld = [error.path for error in errors if error.path and error.extensions.code == "ACCESS_DENIED"]
        if len(withheld) < len(errors) or not errors or bytes(body.data) == b"null":
            return False
        if self._mark_warned("withheld", shop):
            fields = sorted({str(path[-1]) for path in withheld})
            _log.warning("shopify.fields_withheld", extra={"shop": shop, "fields": fields})
        return True

    def _mark_warned(self, warning: str, subject: str) -> bool:
        first = (warning, subject) not in self._warned
        self._warned.add((warning, subject))
        return first


def check_user_errors(operation: str, errors: list[UserError]) -> None:
    """Raise `ShopifyRefused` with Shopify's own words, if there are any."""
    if errors:
        raise ShopifyRefused(operation, [error.message for error in errors])


def _describe_call(name: str, headers: httpx.Headers) -> str:
    """The document's name, with what Shopify's support can find the call by."""
    request_id = headers.get(_REQUEST_ID_HEADER)
    return f"{name} (request {request_id})" if request_id else name


def _log_response(shop: ShopDomain, name: str, reply: HttpResponse, cost: QueryCost | None) -> None:
    points = cost.actual_query_cost if cost else None
    facts = {"shop": shop, "document": name, "cost": points, "request_id": reply.headers.get(_REQUEST_ID_HEADER)}
    _log.debug("shopify.call_completed", extra=facts)


def _check_status(reply: HttpResponse, access: ShopAccess) -> None:
    status, call = reply.status, reply.call
    if status == 401:
        raise TokenRefused(access.shop, call)
    if status == 403:
        raise ShopifyAccessDenied(f"{access.shop} refused {call} (403): the token lacks a scope or an approval.")
    check_shop_is_available(access.shop, status, call)
    if status in (429, 430):
        raise ShopifyThrottled(f"{access.shop} has had enough calls; it refused {call}.", _parse_retry_after(reply))
    if status >= 500 or status == 408:
        raise ShopifyUnavailable(f"{access.shop} answered {call} with {status}.")
    if status != 200:
        raise ShopifyRefused(call, [f"HTTP {status}"])


def _build_error(body: GraphQLResponse, call: str) -> TransientError | ShopifyAccessDenied | ShopifyRefused:
    if isinstance(body.errors, str):
        return ShopifyRefused(call, [body.errors])
    codes = {error.extensions.code for error in body.errors or ()}
    if "THROTTLED" in codes:
        return ShopifyThrottled(f"{call} waits for points.", compute_throttle_wait(body.extensions.cost or QueryCost()))
    if "INTERNAL_SERVER_ERROR" in codes:
        return ShopifyUnavailable(f"Shopify failed inside {call}.")
    messages = [error.message for error in body.errors or ()]
    if "ACCESS_DENIED" in codes:
        return ShopifyAccessDenied(f"{call}: {' '.join(messages)}")
    return ShopifyRefused(call, messages)


def compute_throttle_wait(cost: QueryCost) -> timedelta:
    """How long until the store has the points that the call asks for."""
    missing = max(0.0, cost.requested_query_cost - cost.throttle_status.currently_available)
    return timedelta(seconds=missing / max(1.0, cost.throttle_status.restore_rate))


def _decode(content: bytes | msgspec.Raw, response_type: type[Data], call: str) -> Data:
    try:
        return msgspec.json.decode(content, type=response_type)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable(f"The answer to {call} is not what Shopify promises: {error}.") from error


def _parse_retry_after(reply: HttpResponse) -> timedelta:
    """What Shopify asks for, in seconds; two, where it asks for nothing that can be read."""
    try:
        return timedelta(seconds=float(reply.headers["Retry-After"]))
    except (KeyError, ValueError):
        return timedelta(seconds=2)
