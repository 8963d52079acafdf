"""Sends a GraphQL document to a shop and decodes its data."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import httpx
import msgspec

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.errors import build_error, find_withheld_fields
from novex_shopify.adapters.shopify.graphql.in_memory_rate_limiter import InMemoryRateLimiter
from novex_shopify.adapters.shopify.graphql.rate_limiter import QueryCost, RateLimiter, Reservation, iter_sleeps
from novex_shopify.adapters.shopify.graphql.responses import GraphQLResponse
from novex_shopify.adapters.shopify.http_status import check_status
from novex_shopify.adapters.shopify.null_characters import remove_null_characters, replace_lone_surrogates
from novex_shopify.adapters.shopify.record_decoder import decode_leniently
from novex_shopify.domain.errors import ShopifyUnavailable, describe_kind
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain

Data = TypeVar("Data")

_log = logging.getLogger(__name__)

_REQUEST_ID_HEADER = "X-Request-Id"

_INITIAL_COST = 100.0
"""Points to reserve for a document before its first response states its cost."""


@cache
def load_document(name: str) -> str:
    """The text of `documents/{name}.graphql`."""
    return files("novex_shopify.adapters.shopify.graphql").joinpath("documents", f"{name}.graphql").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response whose body was read. `call` names the request in messages."""

    call: str
    status: int
    headers: httpx.Headers
    content: bytes


@dataclass(frozen=True, slots=True)
class GraphQLClient:
    """Sends each document once, as soon as the rate limiter allows, and raises the domain's errors.

    The one exception is a 401, which Shopify sends before it executes anything: the request is sent a second time with
    a refreshed token. `deadline_seconds` limits one request, without the wait for points.
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
        """Run the document `name` and decode its data into `response_type`."""
        data, call = self._fetch_data(access, name, variables)
        return _decode(data, response_type, call)

    def read(self, access: ShopAccess, name: str, response_type: type[Data], **variables: Any) -> Data:
        """Run a document that only reads records; their optional fields that cannot be read get their defaults.

        Raises `UnreadablePayload` if a required field cannot be read, which a second attempt would not change.
        """
        data, call = self._fetch_data(access, name, variables)
        return decode_leniently(bytes(data), response_type, _describe_mismatch(call))

    def _fetch_data(self, access: ShopAccess, name: str, variables: Mapping[str, Any]) -> tuple[msgspec.Raw, str]:
        reservation = self._wait_for_points(access.shop, name)
        reply = self._post_with_token_refresh(access, name, {"query": load_document(name), "variables": variables})
        self._warn_of_deprecations(access.shop, name, reply.headers)
        check_status(access.shop, reply.status, reply.headers, reply.call)
        body = _decode(replace_lone_surrogates(remove_null_characters(reply.content)), GraphQLResponse, reply.call)
        self._record_cost(access.shop, name, reservation, body.extensions.cost)
        _log_response(access.shop, name, reply, body.extensions.cost)
        self._check_errors(access.shop, body, reply.call)
        return body.data, reply.call

    def _wait_for_points(self, shop: ShopDomain, name: str) -> Reservation:
        reservation = self.rate_limiter.reserve(shop, self._costs.get(name, _INITIAL_COST))
        for seconds in iter_sleeps(self.rate_limiter, shop, reservation):
            self.sleep(seconds)
        return reservation

    def _post_with_token_refresh(self, access: ShopAccess, name: str, body: dict[str, Any]) -> HttpResponse:
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
            raise ShopifyUnavailable(f"{access.shop} did not answer {call} ({describe_kind(error)}).") from error

    def _read_until(self, deadline: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
        # httpx limits the wait for each chunk only: a response that trickles would never time out.
        for chunk in chunks:
            if self.clock() > deadline:
                raise httpx.ReadTimeout("The response took longer than the deadline.")
            yield chunk

    def _record_cost(self, shop: ShopDomain, name: str, reservation: Reservation, cost: QueryCost | None) -> None:
        # A response without a cost leaves the reservation as it is: all its points count as used.
        if cost:
            self._costs[name] = cost.requested_query_cost
            self.rate_limiter.apply_cost(shop, reservation, cost)

    def _warn_of_deprecations(self, shop: ShopDomain, name: str, headers: httpx.Headers) -> None:
        version, reason = headers.get("X-Shopify-API-Version"), headers.get("X-Shopify-API-Deprecated-Reason")
        if version not in (None, self.api_version):
            self._warn_once("shopify.api_version_mismatch", shop, shop=shop, asked=self.api_version, served=version)
        if reason:
            self._warn_once("shopify.api_deprecated", name, document=name, reason=reason)

    def _check_errors(self, shop: ShopDomain, body: GraphQLResponse, call: str) -> None:
        if not body.errors:
            return
        withheld = find_withheld_fields(body)
        if not withheld:
            raise build_error(body, call)
        self._warn_once("shopify.fields_withheld", shop, shop=shop, fields=withheld)

    def _warn_once(self, event: str, subject: str, **facts: Any) -> None:
        """Log a warning the first time that it concerns this subject: a shop, or a document."""
        if (event, subject) not in self._warned:
            self._warned.add((event, subject))
            _log.warning(event, extra=facts)


def _describe_call(name: str, headers: httpx.Headers) -> str:
    """The document's name, with the id by which Shopify's support finds the request."""
    request_id = headers.get(_REQUEST_ID_HEADER)
    return f"{name} (request {request_id})" if request_id else name


def _log_response(shop: ShopDomain, name: str, reply: HttpResponse, cost: QueryCost | None) -> None:
    points = cost.actual_query_cost if cost else None
    facts = {"shop": shop, "document": name, "cost": points, "request_id": reply.headers.get(_REQUEST_ID_HEADER)}
    _log.debug("shopify.call_completed", extra=facts)


def _decode(content: bytes | msgspec.Raw, response_type: type[Data], call: str) -> Data:
    try:
        return msgspec.json.decode(content, type=response_type)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable(f"{_describe_mismatch(call)}: {error}.") from error


def _describe_mismatch(call: str) -> str:
    return f"Shopify's response to {call} is not what its schema states"
