"""A wrong setting stops the start with one message: the variable, what is wrong, and an example."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from novex_shopify.config.console_password import hash_password
from novex_shopify.config.container import Container
from novex_shopify.config.errors import InvalidSettings
from novex_shopify.config.example_values import EXAMPLE_VALUES
from novex_shopify.config.settings import Settings, read_settings, require_console_password
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.embedded.connector import Connector

REQUIRED_VARIABLES = {"SHOPIFY_CLIENT_ID": "app-1", "SHOPIFY_CLIENT_SECRET": "a-planted-secret-0123456789"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable is set, and a key file is created in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in EXAMPLE_VALUES:
        monkeypatch.delenv(name, raising=False)


def set_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """Set the required variables and these."""
    for name, value in {**REQUIRED_VARIABLES, **variables}.items():
        monkeypatch.setenv(name, value)


def test_the_two_shopify_variables_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    settings = read_settings()
    assert settings.database_url == "sqlite:///novex-shopify.db"
    assert settings.app_url == "http://localhost:8000"
    assert settings.worker_mode == "embedded"
    assert settings.shopify_api_version == "2026-10"


def test_the_default_url_has_the_configured_port(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, PORT="9000")
    assert read_settings().webhook_url == "http://localhost:9000/webhooks/shopify"


def test_all_missing_settings_are_reported_together() -> None:
    with pytest.raises(InvalidSettings) as error:
        read_settings()
    assert str(error.value).splitlines() == [
        f"SHOPIFY_CLIENT_ID is missing. Example: SHOPIFY_CLIENT_ID={EXAMPLE_VALUES['SHOPIFY_CLIENT_ID']}",
        f"SHOPIFY_CLIENT_SECRET is missing. Example: SHOPIFY_CLIENT_SECRET={EXAMPLE_VALUES['SHOPIFY_CLIENT_SECRET']}",
    ]


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("SHOPIFY_CLIENT_SECRET", "short", "is shorter than a Shopify client secret"),
        ("SHOPIFY_API_VERSION", "soon", "must be a version of Shopify's API that this program works with: 2026-07 or"),
        ("SHOPIFY_API_VERSION", "2026-04", "2026-07 or 2026-10"),
        ("SHOPIFY_API_VERSION", "2027-01", "2026-07 or 2026-10"),
        ("SHOPIFY_BASE_URL", "https://sandbox.example.com", "must name this machine"),
        ("SHOPIFY_BASE_URL", "http://127.0.0.1.example.com", "unless it names this machine"),
        ("EASYPOST_BASE_URL", "https://api.easypost.com", "must name this machine"),
        ("EASYPOST_MODE", "live", "should be 'test' or 'production'"),
        ("APP_URL", "erp.example.com", "must be a URL that begins with https://"),
        ("APP_URL", "http://erp.example.com", "must begin with https:// unless it names this machine"),
        ("DATABASE_URL", "mysql://localhost/novex", "must begin with postgresql+psycopg:// or sqlite:///"),
        ("DATABASE_URL", "nonsense", "is not a database URL"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("REDIS_URL", "localhost:6379", "must begin with redis://"),
        ("TOKEN_ENCRYPTION_KEYS", "a-planted-secret-0123456789", "must be a comma-separated list of Fernet keys"),
        ("CONSOLE_PASSWORD_HASH", "correct horse battery staple", "must be an Argon2 hash, not the password itself"),
        ("OIDC_ISSUER", "http://id.example.com", "must be the issuer URL of the provider, beginning with https://"),
        ("OIDC_ISSUER", "https://id.example.com/.well-known/openid-configuration", "must be the issuer itself"),
        ("OIDC_ROLE", "admin", "should be 'none', 'viewer', 'packer' or 'operator'"),
        ("PORT", "http", "should be a valid integer"),
        ("PORT", "0", "should be greater than or equal to 1"),
        ("LOT_STRATEGY", "lifo", "should be 'fifo' or 'fefo'"),
        ("SMTP_URL", "mail.example.com", "must be the URL of a mail server that begins with smtps:// or smtp://"),
        ("MAIL_FROM", "reports", "must be an e-mail address"),
        ("LOG_LEVEL", "verbose", "should be 'debug', 'info', 'warning' or 'error'"),
        ("METRICS_TOKEN", "short", "must have at least 20 characters"),
        ("KEEP_ALIVE_SECONDS", "0", "should be greater than or equal to 1"),
        ("TRUSTED_PROXIES", "proxy.example.com", "must be a comma-separated list of IP addresses and networks"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0", "must not contain all addresses"),
        ("TRUSTED_PROXIES", "*", "must be a comma-separated list of IP addresses and networks"),
    ],
)
def test_a_malformed_setting_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, what: str
) -> None:
    set_environment(monkeypatch, **{variable: value})
    with pytest.raises(InvalidSettings) as error:
        read_settings()
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{variable} ")
    assert what in line
    assert line.endswith(f"Example: {variable}={EXAMPLE_VALUES[variable]}")
    assert value not in line.removesuffix(EXAMPLE_VALUES[variable]) or len(value) < 8


def test_a_provider_needs_a_client_and_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, OIDC_ISSUER="https://id.example.com")
    with pytest.raises(InvalidSettings) as error:
        read_settings()
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]


def test_the_password_can_be_switched_off_only_with_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, CONSOLE_PASSWORD_SIGN_IN="false")
    with pytest.raises(InvalidSettings, match="CONSOLE_PASSWORD_SIGN_IN must not be false without OIDC_ISSUER"):
        read_settings()
    provider = {"OIDC_CLIENT_ID": "console", "OIDC_CLIENT_SECRET": "planted-secret-of-the-client"}
    set_environment(monkeypatch, OIDC_ISSUER="https://id.example.com", **provider)
    settings = read_settings()
    assert not settings.console_password_sign_in
    assert "planted" not in repr(settings)


def test_a_public_product_does_not_start_with_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, APP_URL="https://erp.example.com", SHOPIFY_BASE_URL="http://127.0.0.1:8090")
    with pytest.raises(InvalidSettings, match="SHOPIFY_BASE_URL is for the sandbox: unset it"):
        read_settings()
    set_environment(monkeypatch, APP_URL="https://erp.example.com", EASYPOST_BASE_URL="http://127.0.0.1:8091")
    with pytest.raises(InvalidSettings, match="EASYPOST_BASE_URL is for the sandbox: unset it"):
        read_settings()


def test_the_database_url_of_hosting_platforms_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key().decode()
    set_environment(monkeypatch, DATABASE_URL="postgres://novex:pw@db:5432/novex", TOKEN_ENCRYPTION_KEYS=key)
    assert read_settings().parsed_database_url.drivername == "postgresql+psycopg"


def test_postgresql_requires_configured_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, DATABASE_URL="postgresql+psycopg://localhost/novex")
    with pytest.raises(InvalidSettings, match="TOKEN_ENCRYPTION_KEYS must be set when DATABASE_URL is PostgreSQL"):
        read_settings()


def test_the_key_file_is_created_once_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch)
    first, second = read_settings(), read_settings()
    assert first.token_keys == second.token_keys
    assert stat.S_IMODE((tmp_path / "novex-shopify.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["novex-shopify.key"]


def test_a_missing_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, DATABASE_URL="sqlite:////nowhere/at/all/novex.db")
    settings = read_settings()
    with pytest.raises(InvalidSettings, match=r"DATABASE_URL .* key file .* cannot be created"):
        _ = settings.token_keys


def test_a_public_console_needs_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    require_console_password(read_settings(), "127.0.0.1", has_users=False)
    for host in ("0.0.0.0", "::", "192.168.1.5", "erp"):
        with pytest.raises(InvalidSettings, match="CONSOLE_PASSWORD_HASH must be set when the product listens on"):
            require_console_password(read_settings(), host, has_users=False)
    monkeypatch.setenv("APP_URL", "https://erp.example.com")
    with pytest.raises(InvalidSettings, match="CONSOLE_PASSWORD_HASH must be set when APP_URL is not on this machine"):
        require_console_password(read_settings(), "127.0.0.1", has_users=False)
    require_console_password(read_settings(), "127.0.0.1", has_users=True)
    password = Secret("correct horse battery staple")
    monkeypatch.setenv("CONSOLE_PASSWORD_HASH", hash_password(password))
    require_console_password(read_settings(), "0.0.0.0", has_users=False)
    settings = read_settings()
    assert Container(settings=settings).passwords().verify(password, settings.password_hash)


def test_the_text_of_the_settings_contains_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key().decode()
    set_environment(
        monkeypatch,
        DATABASE_URL="postgresql+psycopg://novex:planted-password@db/novex",
        REDIS_URL="redis://:planted-password@cache",
        TOKEN_ENCRYPTION_KEYS=key,
    )
    settings: Settings = read_settings()
    shown = f"{settings!r} {settings} {settings.client_secrets} {settings.token_keys}"
    assert "planted" not in shown
    assert key not in shown


def test_the_database_file_is_readable_by_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch)
    connector = Connector.from_env()
    connector.close()
    assert stat.S_IMODE((tmp_path / "novex-shopify.db").stat().st_mode) == 0o600


def test_installations_differ_in_the_prefix_of_their_redis_keys_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = Fernet.generate_key().decode()

    def read_prefix(**variables: str) -> str:
        with monkeypatch.context() as context:
            set_environment(context, TOKEN_ENCRYPTION_KEYS=key, **variables)
            return read_settings().redis_key_prefix

    direct = read_prefix(DATABASE_URL="postgresql://novex:pw@db/novex")
    assert direct == read_prefix(DATABASE_URL="postgresql://novex@pooler:6432/novex?prepare_threshold=none")
    others = {
        read_prefix(DATABASE_URL="postgresql://novex:pw@db/staging"),
        read_prefix(DATABASE_URL="postgresql://novex:pw@db/novex", DATABASE_SCHEMA="staging"),
        read_prefix(DATABASE_URL="postgresql://novex:pw@db/novex", SHOPIFY_CLIENT_ID="staging"),
        read_prefix(DATABASE_URL="sqlite:///novex"),
        direct,
    }
    assert len(others) == 5
    assert read_prefix(REDIS_PREFIX="novex-production") == "novex-production"


def test_sqlite_has_no_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, DATABASE_SCHEMA="novex")
    with pytest.raises(InvalidSettings, match="DATABASE_SCHEMA is for PostgreSQL"):
        read_settings()
