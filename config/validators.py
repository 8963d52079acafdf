"""Checks of the addresses and keys that the environment may hold. Each gives the value back or says what it must be."""

import ipaddress
from urllib.parse import urlsplit

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def validate_web_url(value: str) -> str:
    """An address that merchants' browsers and Shopify can reach: https, or this machine."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address that begins with https:// (or http:// on this machine)")
    if parts.scheme == "http" and not _is_loopback_host(parts.hostname):
        raise ValueError("must begin with https:// unless it names this machine")
    return value.rstrip("/")


def validate_loopback_url(value: str) -> str:
    """An address on this machine; tokens and the client secret are sent there."""
    url = validate_web_url(value)
    if not is_loopback_url(url):
        raise ValueError("is for the sandbox and must name this machine, such as 127.0.0.1")
    return url


def validate_database_url(value: str) -> str:
    """A SQLite file or a PostgreSQL server. Hosting platforms write postgres://, which is the same."""
    if value.startswith(("postgres://", "postgresql://")):
        value = f"postgresql+psycopg://{value.partition('://')[2]}"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("is not a database address") from None
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("must name a file: what is only in memory is lost with the process")
    return value


def validate_redis_url(value: str | None) -> str | None:
    """A Redis server, or none."""
    if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


def validate_fernet_key(value: SecretStr) -> SecretStr:
    """A key for tokens at rest."""
    try:
        Fernet(value.get_secret_value())
    except ValueError:
        raise ValueError("must be a comma list of Fernet keys: 32 bytes each, in URL-safe base64") from None
    return value


def validate_client_secret(value: SecretStr) -> SecretStr:
    """A secret that is not obviously cut short: its length is all that keeps forged webhooks out."""
    if len(value.get_secret_value()) < 16:
        raise ValueError("is shorter than any client secret of Shopify's")
    return value


def validate_password_hash(value: SecretStr) -> SecretStr:
    """A hash that the console's password is checked against."""
    try:
        extract_parameters(value.get_secret_value())
    except InvalidHashError:
        raise ValueError("must be an Argon2 hash, not the password itself") from None
    return value


def validate_api_token(value: SecretStr) -> SecretStr:
    """A token that nobody guesses."""
    if len(value.get_secret_value()) < 20:
        raise ValueError("must be a comma list of tokens of 20 characters or more each")
    return value


def is_loopback_url(url: str) -> bool:
    """Whether a web address names this machine."""
    return _is_loopback_host(urlsplit(url).hostname or "")


def _is_loopback_host(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
