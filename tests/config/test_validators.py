"""A wrong URL or key is refused with what it must be; a right one is returned."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from novex_shopify.config.console_password import hash_password
from novex_shopify.config.validators import (
    is_loopback_url,
    validate_api_token,
    validate_client_secret,
    validate_database_url,
    validate_fernet_key,
    validate_loopback_url,
    validate_password_hash,
    validate_redis_url,
    validate_schema_name,
    validate_web_url,
)
from novex_shopify.domain.model.secret import Secret


@pytest.mark.parametrize(
    ("given", "returned"),
    [
        ("https://novex.example/", "https://novex.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_web_url_is_returned_without_a_slash_at_its_end(given: str, returned: str) -> None:
    assert validate_web_url(given) == returned


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("novex.example", "begins with https://"),
        ("ftp://novex.example", "begins with https://"),
        ("https://", "begins with https://"),
        ("https://novex.example?shop=1", "begins with https://"),
        ("https://novex.example#orders", "begins with https://"),
        ("http://novex.example", "must begin with https:// unless it names this machine"),
        ("http://10.0.0.1", "must begin with https:// unless it names this machine"),
        ("https://novex.example/shopify", "must have no path: give the product a host name of its own"),
    ],
)
def test_a_web_url_that_shopify_cannot_reach_safely_is_refused(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        validate_web_url(url)


def test_the_sandbox_must_be_on_this_machine() -> None:
    assert validate_loopback_url("http://127.0.0.1:9000/") == "http://127.0.0.1:9000"
    with pytest.raises(ValueError, match="must name this machine"):
        validate_loopback_url("https://novex.example")


@pytest.mark.parametrize(
    ("url", "is_loopback"),
    [
        ("http://localhost:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]", True),
        ("http://localhost.novex.example", False),
        ("http://127.0.0.1.novex.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, is_loopback: bool) -> None:
    assert is_loopback_url(url) is is_loopback


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_a_postgresql_url_means_the_same(scheme: str) -> None:
    assert validate_database_url(f"{scheme}://novex@db/novex") == "postgresql+psycopg://novex@db/novex"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("novex.db", "is not a database URL"),
        ("postgresql://db:port/novex", "is not a database URL"),
        ("mysql://db/novex", "must begin with postgresql+psycopg:// or sqlite:///"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("postgresql://db/novex?prepare_threshold=often", "neither 'none' nor a whole number"),
        ("postgresql://db/novex?client_encoding=latin1", "must not state a client_encoding other than utf8"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        validate_database_url(url)


def test_a_sqlite_file_is_a_database() -> None:
    assert validate_database_url("sqlite:///novex.db") == "sqlite:///novex.db"


@pytest.mark.parametrize("name", ["Novex", "novex shopify", "1novex", "pg_novex", "n" * 64, 'novex"'])
def test_a_schema_name_that_would_need_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="must be the name of a PostgreSQL schema"):
        validate_schema_name(name)


@pytest.mark.parametrize("name", [None, "novex", "_novex_2"])
def test_a_plain_schema_name_is_returned(name: str | None) -> None:
    assert validate_schema_name(name) == name


@pytest.mark.parametrize("url", [None, "redis://cache/0", "rediss://cache", "unix:///run/redis.sock"])
def test_redis_is_optional_and_has_three_schemes(url: str | None) -> None:
    assert validate_redis_url(url) == url


def test_another_scheme_is_no_redis() -> None:
    with pytest.raises(ValueError, match="must begin with redis://"):
        validate_redis_url("http://cache")


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (validate_fernet_key, Fernet.generate_key().decode()),
        (validate_client_secret, "s" * 16),
        (validate_password_hash, hash_password(Secret("correct horse battery staple"))),
        (validate_api_token, "t" * 20),
    ],
    ids=["Fernet key", "client secret", "password hash", "API token"],
)
def test_a_valid_secret_is_returned(validate: Callable[[SecretStr], SecretStr], value: str) -> None:
    assert validate(SecretStr(value)).get_secret_value() == value


def test_a_key_of_hexadecimal_digits_as_platforms_generate_it_is_the_same_key_in_base64() -> None:
    key = Fernet.generate_key().decode()
    assert validate_fernet_key(SecretStr(urlsafe_b64decode(key).hex())).get_secret_value() == key


@pytest.mark.parametrize(
    ("validate", "value", "message"),
    [
        (validate_fernet_key, "planted-secret", "32 bytes each"),
        (validate_client_secret, "planted-secret!", "shorter than a Shopify client secret"),
        (validate_password_hash, "planted-secret", "must be an Argon2 hash"),
        (validate_api_token, "planted-secret-1234", "at least 20 characters"),
    ],
)
def test_an_invalid_secret_is_refused_and_not_shown(
    validate: Callable[[SecretStr], SecretStr], value: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        validate(SecretStr(value))
    assert value not in str(refusal.value)
