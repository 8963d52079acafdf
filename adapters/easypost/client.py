"""Sends requests to EasyPost."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import msgspec

from novex_shopify.adapters.easypost.errors import build_error, find_retry_after, is_unclear_status
from novex_shopify.domain.errors import CarriersThrottled, CarriersUnavailable, TransientError, describe_kind
from novex_shopify.domain.model.carrier_account import CarrierAccount

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)

_REQUEST_ID_HEADER = "x-ep-request-uuid"
_MAX_FILE_BYTES = 10_000_000

EASYPOST_URL = "https://api.easypost.com"

EASYPOST_TIMEOUT = httpx.Timeout(95, connect=5)
"""EasyPost itself gives up after 90 seconds. A shorter wait would make purchases unclear that are clear to EasyPost."""

_WAITS_BETWEEN_READS = (0.5, 2.0)
"""Seconds before a read is sent again. Whatever changes something is sent once."""


@dataclass(frozen=True, slots=True)
class EasyPostClient:
    """Sends a request with the key of an account and decodes the response.

    Raises `CarriersThrottled`, `CarriersUnavailable`, `CarriersAccessDenied` or `CarriersRefused`.
    """

    http: httpx.Client
    base_url: str = EASYPOST_URL
    sleep: Callable[[float], None] = time.sleep

    def read(self, account: CarrierAccount, path: str, response_type: type[Answer], **query: str) -> Answer:
        """Get a record."""
        for seconds in _WAITS_BETWEEN_READS:
            try:
                return self._send(account, "GET", path, response_type, query=query)
            except TransientError:
                self.sleep(seconds)
        return self._send(account, "GET", path, response_type, query=query)

    def change(
        self, account: CarrierAccount, method: str, path: str, response_type: type[Answer], body: object | None = None
    ) -> Answer:
        """Create or change something. The request is sent once, whatever happens."""
        return self._send(account, method, path, response_type, body=body)

    def download(self, url: str) -> bytes:
        """Fetch a file that EasyPost made. The addresses are public: they carry no key."""
        try:
            with self.http.stream("GET", url) as response:
                if response.status_code != httpx.codes.OK:
                    raise CarriersUnavailable(f"EasyPost's file is not there (HTTP {response.status_code}).")
                return b"".join(_limit_size(response.iter_bytes()))
        except httpx.RequestError as error:
            raise CarriersUnavailable(f"EasyPost's file could not be fetched ({describe_kind(error)}).") from error

    def _send(
        self,
        account: CarrierAccount,
        method: str,
        path: str,
        response_type: type[Answer],
        *,
        query: dict[str, str] | None = None,
        body: object | None = None,
    ) -> Answer:
        call = f"{method} {path}"
        try:
            response = self.http.request(
                method,
                f"{self.base_url}/v2{path}",
                params=query,
                content=msgspec.json.encode(body) if body is not None else None,
                headers={"Content-Type": "application/json"},
                auth=(account.api_key.value, ""),
            )
        except httpx.RequestError as error:
            raise CarriersUnavailable(f"EasyPost did not answer {call} ({describe_kind(error)}).") from error
        request_id = response.headers.get(_REQUEST_ID_HEADER)
        facts: dict[str, Any] = {"call": call, "status": response.status_code, "request_id": request_id}
        _log.info("easypost.call_completed", extra=facts)
        named = f"{call} (request {request_id})" if request_id else call
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            wait = find_retry_after(response.headers)
            raise CarriersThrottled(f"EasyPost refused {named}: too many requests.", wait)
        if is_unclear_status(response.status_code):
            raise CarriersUnavailable(f"EasyPost answered {named} with HTTP {response.status_code}.")
        if not response.is_success:
            raise build_error(response.status_code, response.content, named)
        return _decode(response.content, response_type, named)


def _decode(content: bytes, response_type: type[Answer], call: str) -> Answer:
    try:
        return msgspec.json.decode(content, type=response_type)
    except (msgspec.MsgspecError, ValueError) as error:
        raise CarriersUnavailable(f"EasyPost's response to {call} cannot be read: {error}.") from error


def _limit_size(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _MAX_FILE_BYTES:
            raise CarriersUnavailable(f"EasyPost's file is larger than {_MAX_FILE_BYTES} bytes.")
        yield chunk
