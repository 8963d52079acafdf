"""Requests to the provider, and what its settings and keys are (OpenID Connect Discovery 1.0)."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec

from novex_shopify.domain.errors import ProviderUnavailable, describe_kind

_TIMEOUT = httpx.Timeout(10, connect=5)

MAX_CONCURRENT_CALLS = 8
"""Anybody can open the sign-in page: a provider that hangs must not occupy every thread of the web process."""

_MAX_BODY_BYTES = 1024 * 1024
_MAX_BODY_SECONDS = 15
"""The time-out above is only for each part of an answer."""

_CACHED_FOR_SECONDS = 3600
"""A key that the provider withdrew is trusted no longer than this. A new one is fetched when a token names it."""

Answer = TypeVar("Answer")


class ProviderResponse(NamedTuple):
    """What the provider answered, whole."""

    status_code: int
    content: bytes


class ProviderMetadata(msgspec.Struct, frozen=True):
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True, slots=True)
class ProviderKeys:
    """The provider's settings and public keys."""

    metadata: ProviderMetadata
    keys: tuple[jwt.PyJWK, ...]
    expires_at: float


@dataclass(slots=True)
class ProviderClient:
    """Fetches from one provider. Raises `ProviderUnavailable`."""

    http: httpx.Client
    issuer: str
    _known: ProviderKeys | None = field(default=None, init=False)
    _slots: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MAX_CONCURRENT_CALLS), init=False
    )

    def load_metadata(self) -> ProviderMetadata:
        return self._load().metadata

    def find_key(self, key_id: str | None) -> jwt.PyJWK | None:
        """The key of this id; without an id, the only key. An unknown id may be that of a new key, so it is asked."""
        return _find_key(self._load(), key_id) or _find_key(self._fetch_keys(), key_id)

    def fetch(self, method: str, url: str, **options: Any) -> ProviderResponse:
        if not self._slots.acquire(blocking=False):
            raise ProviderUnavailable(self.issuer, "too many sign-ins at once")
        try:
            with self.http.stream(method, url, timeout=_TIMEOUT, **options) as response:
                content = self._read_body(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderUnavailable(self.issuer, describe_kind(error)) from error
        finally:
            self._slots.release()
        if response.status_code >= 500 or response.is_redirect:
            raise self.refuse(f"status {response.status_code}")
        return ProviderResponse(response.status_code, content)

    def decode(self, response: ProviderResponse, answer_type: type[Answer]) -> Answer:
        try:
            return msgspec.json.decode(response.content, type=answer_type)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise self.refuse(f"an unreadable answer with status {response.status_code}") from error

    def refuse(self, cause: str) -> ProviderUnavailable:
        return ProviderUnavailable(self.issuer, cause)

    def _read_body(self, response: httpx.Response) -> bytes:
        content, deadline = bytearray(), time.monotonic() + _MAX_BODY_SECONDS
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _MAX_BODY_BYTES or time.monotonic() > deadline:
                raise self.refuse("its answer is too large or too slow")
        return bytes(content)

    def _load(self) -> ProviderKeys:
        known = self._known
        return known if known and time.monotonic() < known.expires_at else self._fetch_keys()

    def _fetch_keys(self) -> ProviderKeys:
        url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = self.decode(self.fetch("GET", url), ProviderMetadata)
        self._check_metadata(metadata)
        found = self.decode(self.fetch("GET", metadata.jwks_uri), dict[str, Any])
        try:
            keys = tuple(jwt.PyJWKSet.from_dict(found))
        except jwt.PyJWTError as error:
            raise self.refuse("no usable keys") from error
        self._known = ProviderKeys(metadata, keys, time.monotonic() + _CACHED_FOR_SECONDS)
        return self._known

    def _check_metadata(self, metadata: ProviderMetadata) -> None:
        if metadata.issuer != self.issuer:
            raise self.refuse("it names itself differently: OIDC_ISSUER must be exactly the issuer that it states")
        secure = {"https", urlsplit(self.issuer).scheme}
        urls = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri, metadata.userinfo_endpoint)
        if any(url and urlsplit(url).scheme not in secure for url in urls):
            raise self.refuse("it has addresses without https")


def _find_key(known: ProviderKeys, key_id: str | None) -> jwt.PyJWK | None:
    signing_keys = [key for key in known.keys if key.public_key_use in (None, "sig")]
    if key_id is None:
        return signing_keys[0] if len(signing_keys) == 1 else None
    return next((key for key in signing_keys if key.key_id == key_id), None)
