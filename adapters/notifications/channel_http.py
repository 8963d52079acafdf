"""Posts to addresses that people entered, and to no computer of a private network.

A name is looked up once, what it means is checked, and the connection goes to the checked address: a name that means
something else a moment later (DNS rebinding) gains nothing. Redirects are not followed.
"""

import re
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from novex_shopify.domain.errors import ChannelRefused, ChannelUnavailable, describe_kind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.public_addresses import is_public

CHANNEL_TIMEOUT = httpx.Timeout(10, connect=5)
CHANNEL_LIMITS = httpx.Limits(max_keepalive_connections=0)
"""The pool knows connections by their IP address; two names of one address must not share a connection."""

MAX_ANSWER_BYTES, MAX_ANSWER_SECONDS = 2_000, 15
MAX_ANSWER_LETTERS = 200
MAX_ADDRESSES = 3
MAX_ASKED_DELAY = timedelta(hours=1)
_SECRET_LENGTH = 6
"""Parts of an address that are at least so long may be a token, and are not shown where an answer repeats them."""

Resolve = Callable[..., Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of a response, the beginning of its body in one line, and the delay that it asks for."""

    status: int
    text: str
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class ChannelHttp:
    """`allows_private`: whether private networks and plain http are allowed."""

    http: httpx.Client
    allows_private: bool = False
    resolve: Resolve = socket.getaddrinfo

    def post(self, url: Secret, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises `ChannelRefused` if the address must not be used, and `ChannelUnavailable` without an answer."""
        parsed = httpx.URL(url.value)
        error: httpx.RequestError | None = None
        for address in self._find_addresses(parsed):
            try:
                return self._post_to(address, parsed, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout) as failure:
                error = failure
            except httpx.RequestError as failure:
                raise _build_error(parsed, failure) from failure
        assert error is not None
        raise _build_error(parsed, error) from error

    def _find_addresses(self, url: httpx.URL) -> Sequence[str]:
        if url.scheme != "https" and not self.allows_private:
            raise ChannelRefused("The address does not begin with https://.")
        try:
            found = self.resolve(url.host, url.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ChannelUnavailable(f"The host {url.host} was not found.") from error
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if not self.allows_private and not all(map(is_public, addresses)):
            raise ChannelRefused(
                f"The host {url.host} is in a private network. Set NOTIFICATION_PRIVATE_ADDRESSES=true to allow those."
            )
        return addresses[:MAX_ADDRESSES]

    def _post_to(self, address: str, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The certificate must still be that of the name."""
        all_headers = {**headers, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": url.host}
        target = url.copy_with(host=address)
        with self.http.stream("POST", target, content=body, headers=all_headers, extensions=extensions) as response:
            text = _clean(_read_beginning(response), url)
            return Answer(response.status_code, text, _parse_delay(response.headers.get("Retry-After", "")))


def _read_beginning(response: httpx.Response) -> str:
    """A receiver must not keep us with an endless answer, nor with a slow one: each chunk is taken as it comes.

    Its status has decided already. Were it an error that the rest is lost, it would get the message again.
    """
    content, deadline = b"", time.monotonic() + MAX_ANSWER_SECONDS
    with suppress(httpx.RequestError):
        for chunk in response.iter_raw():
            content += chunk
            if len(content) >= MAX_ANSWER_BYTES or time.monotonic() > deadline:
                break
    return content[:MAX_ANSWER_BYTES].decode(errors="replace")


def _clean(text: str, url: httpx.URL) -> str:
    parts = urlsplit(str(url))
    tokens = {*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))}
    for token in sorted(tokens, key=len, reverse=True):
        if len(token) >= _SECRET_LENGTH:
            text = text.replace(token, "…")
    return re.sub(r"[^\x21-\x7e…]+", " ", text).strip()[:MAX_ANSWER_LETTERS]


def _parse_delay(text: str) -> timedelta | None:
    """Seconds; a date is not needed, for our own delays come close enough."""
    return min(timedelta(seconds=int(text)), MAX_ASKED_DELAY) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _build_error(url: httpx.URL, error: httpx.RequestError) -> ChannelUnavailable:
    return ChannelUnavailable(f"{url.host} did not answer ({describe_kind(error)}).")
