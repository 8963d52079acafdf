"""Validation of URLs and keys in the environment. Each function returns the value, or raises what it must be."""

import ipaddress
import re
from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from novex_shopify.adapters.persistence.postgres_connections import parse_prepare_threshold
from novex_shopify.config.api_clients import parse_api_client
from novex_shopify.config.api_versions import FITTING_API_VERSIONS
from novex_shopify.domain.errors import InvalidShopDomain, InvalidUser
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.user_rules import check_email

_FITTING_VERSIONS = " or ".join(FITTING_API_VERSIONS)
_REDIS_PREFIX = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_HEX_KEY = re.compile(r"[0-9A-Fa-f]{64}")
_SCHEMA_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


def validate_api_version(value: str) -> str:
    if value not in FITTING_API_VERSIONS:
        raise ValueError(f"must be a version of Shopify's API that this program works with: {_FITTING_VERSIONS}")
    return value


def validate_web_url(value: str) -> str:
    """Accept what merchants' browsers and Shopify can reach: https, or this machine."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be a URL that begins with https:// (or http:// on this machine)")
    if parts.scheme == "http" and not is_loopback_host(parts.hostname):
        raise ValueError("must begin with https:// unless it names this machine")
    if parts.path.strip("/"):
        # Cookies, links and redirects are for a whole host: another application there could read the sessions.
        raise ValueError("must have no path: give the product a host name of its own, and its proxy no prefix")
    return value.rstrip("/")


def validate_issuer(value: str) -> str:
    """Accept an OpenID Connect issuer as it stands: the provider states it letter by letter."""
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback_host(parts.hostname or ""))
    if not (is_safe and parts.hostname) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be the issuer URL of the provider, beginning with https://")
    if parts.path.endswith("/.well-known/openid-configuration"):
        raise ValueError("must be the issuer itself, without /.well-known/openid-configuration")
    return value


def validate_smtp_url(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("must be the URL of a mail server that begins with smtps:// or smtp://")
    return value


def validate_mail_address(value: str) -> str:
    try:
        return check_email(value)
    except InvalidUser as error:
        raise ValueError("must be an e-mail address") from error


def validate_loopback_url(value: str) -> str:
    """Accept this machine only: tokens and the client secret are sent to this URL."""
    url = validate_web_url(value)
    if not is_loopback_url(url):
        raise ValueError("is for the sandbox and must name this machine, such as 127.0.0.1")
    return url


def validate_ip_address(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        raise ValueError("must be an IP address of this machine, or 0.0.0.0 for all of them") from None
    return value


def validate_expected_shop(value: str) -> str:
    """Accept a store's domain, or `*`."""
    if value == "*":
        return value
    try:
        return parse_shop_domain(value)
    except InvalidShopDomain:
        raise ValueError("must be a comma-separated list of stores such as your-store.myshopify.com, or *") from None


def validate_proxies(values: tuple[str, ...]) -> tuple[str, ...]:
    """Accept IP addresses and networks of proxies, but not all addresses: then every client could choose its own."""
    for value in values:
        try:
            network = ipaddress.ip_network(value)
        except ValueError:
            raise ValueError("must be a comma-separated list of IP addresses and networks") from None
        if network.prefixlen == 0:
            raise ValueError("must not contain all addresses, for then anyone could choose the address that counts")
    return values


def validate_database_url(value: str) -> str:
    """Accept a SQLite file or a PostgreSQL server. Hosting platforms write postgres://, which means the same."""
    if value.startswith(("postgres://", "postgresql://")):
        value = f"postgresql+psycopg://{value.partition('://')[2]}"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("is not a database URL") from None
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("must name a file: a database in memory is lost with the process")
    if str(url.query.get("client_encoding", "utf8")).lower() not in ("utf8", "utf-8"):
        raise ValueError("must not state a client_encoding other than utf8")
    if "prepare_threshold" in url.query:
        _require_prepare_threshold(str(url.query["prepare_threshold"]))
    return value


def _require_prepare_threshold(value: str) -> None:
    try:
        parse_prepare_threshold(value)
    except ValueError:
        raise ValueError("has a prepare_threshold that is neither 'none' nor a whole number") from None


def validate_schema_name(value: str | None) -> str | None:
    # It is part of a session's search path, so it must need no quotes.
    if value is not None and not _SCHEMA_NAME.fullmatch(value):
        raise ValueError("must be the name of a PostgreSQL schema: small letters, digits and _, at most 63")
    return value


def validate_redis_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


def validate_redis_prefix(value: str | None) -> str | None:
    if value is not None and not _REDIS_PREFIX.fullmatch(value):
        raise ValueError("must have at most 64 letters, digits and the signs . _ - :")
    return value


def validate_fernet_key(value: SecretStr) -> SecretStr:
    """Accept 32 bytes in base64; or in hexadecimal digits, as hosting platforms generate secrets."""
    key = value.get_secret_value()
    if _HEX_KEY.fullmatch(key):
        key = urlsafe_b64encode(bytes.fromhex(key)).decode()
    try:
        Fernet(key)
    except ValueError:
        raise ValueError("must be a comma-separated list of Fernet keys: 32 bytes each, in URL-safe base64") from None
    return SecretStr(key)


def validate_client_secret(value: SecretStr) -> SecretStr:
    # Only this secret keeps forged webhooks out: refuse one that was cut short.
    if len(value.get_secret_value()) < 16:
        raise ValueError("is shorter than a Shopify client secret")
    return value


def validate_password_hash(value: SecretStr) -> SecretStr:
    try:
        extract_parameters(value.get_secret_value())
    except InvalidHashError:
        raise ValueError("must be an Argon2 hash, not the password itself") from None
    return value


def validate_api_token(value: SecretStr) -> SecretStr:
    try:
        parse_api_client(value.get_secret_value(), 1)
    except ValueError:
        raise ValueError(
            "must be a comma-separated list of tokens of at least 20 characters, each alone or as name:token or"
            " name:token:read"
        ) from None
    return value


def validate_metrics_token(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 20:
        raise ValueError("must have at least 20 characters")
    return value


def is_loopback_url(url: str) -> bool:
    """Whether the URL is on this machine."""
    return is_loopback_host(urlsplit(url).hostname or "")


def is_loopback_host(host: str) -> bool:
    """Whether this name or address is of this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
