"""All settings, read from the environment once. Only this file and the examples name the variables."""

import os
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

from novex_shopify.adapters.crypto.key_file import load_or_create_key
from novex_shopify.adapters.easypost.client import EASYPOST_URL
from novex_shopify.config import validators
from novex_shopify.config.api_clients import ApiClient, parse_api_client
from novex_shopify.config.errors import InvalidSettings, SettingProblem
from novex_shopify.config.example_values import DEFAULT_SCOPES, EXAMPLE_VALUES
from novex_shopify.config.extras import POSTGRES, REDIS, require_extra
from novex_shopify.config.hosting import find_platform
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.timing import EMBEDDED_SWEEP_INTERVAL, SWEEP_INTERVAL

WEBHOOK_PATH = "/webhooks/shopify"
CARRIER_WEBHOOK_PATH = "/webhooks/easypost"
CARRIER_WEBHOOK_ALIAS = "/api/webhooks/easypost"
"""NovexERP's own path."""

INSTALL_PATH = "/shopify/install"
CALLBACK_PATH = "/shopify/callback"
PROVIDER_CALLBACK_PATH = "/console/sign-in/provider/callback"


def _split_comma_list(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _to_lower_case(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


_CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_comma_list)]
_ApiToken = Annotated[SecretStr, AfterValidator(validators.validate_api_token)]
_EncryptionKey = Annotated[SecretStr, AfterValidator(validators.validate_fernet_key)]
_ExpectedShop = Annotated[str, AfterValidator(validators.validate_expected_shop)]
_ClientSecret = Annotated[SecretStr, AfterValidator(validators.validate_client_secret)]
_MetricsToken = Annotated[SecretStr, AfterValidator(validators.validate_metrics_token)]
_OidcIssuer = Annotated[str, AfterValidator(validators.validate_issuer)]
_PasswordHash = Annotated[SecretStr, AfterValidator(validators.validate_password_hash)]


class Settings(BaseSettings):
    """All settings. `read_settings` reads them and reports every problem in one message."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    shopify_client_id: str
    shopify_client_secret: _ClientSecret
    shopify_client_secret_previous: _ClientSecret | None = None
    shopify_scopes: str = DEFAULT_SCOPES
    shopify_api_version: Annotated[str, AfterValidator(validators.validate_api_version)] = "2026-10"
    shopify_webhooks: Literal["shop", "app"] = "shop"
    shopify_shops: Annotated[tuple[_ExpectedShop, ...], NoDecode, BeforeValidator(_split_comma_list)] = ()
    shopify_base_url: Annotated[str, AfterValidator(validators.validate_loopback_url)] | None = None
    easypost_api_key: SecretStr | None = None
    """The key of the account that buys the labels of stores without an account of their own."""
    easypost_mode: Annotated[CarrierMode, BeforeValidator(_to_lower_case)] = CarrierMode.PRODUCTION
    """Whether that key's labels cost money. A response in the other mode is refused."""
    easypost_webhook_secret: SecretStr | None = None
    easypost_base_url: Annotated[str, AfterValidator(validators.validate_loopback_url)] | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    keep_alive_seconds: Annotated[int, Field(ge=1, le=3600)] = 95
    """How long an idle connection stays open. Longer than proxies keep theirs, or they would use one that just ends."""
    trusted_proxies: Annotated[_CommaList, AfterValidator(validators.validate_proxies)] = ("127.0.0.1", "::1")
    """Only their `X-Forwarded-For` and `X-Forwarded-Proto` count."""
    app_url: Annotated[str, AfterValidator(validators.validate_web_url)] = ""
    database_url: Annotated[str, AfterValidator(validators.validate_database_url), Field(repr=False)] = (
        "sqlite:///novex-shopify.db"
    )
    database_schema: Annotated[str | None, AfterValidator(validators.validate_schema_name)] = None
    redis_url: Annotated[str | None, AfterValidator(validators.validate_redis_url), Field(repr=False)] = None
    redis_prefix: Annotated[str | None, AfterValidator(validators.validate_redis_prefix)] = None
    redis_tls_verify: bool = True
    token_encryption_keys: Annotated[tuple[_EncryptionKey, ...], NoDecode, BeforeValidator(_split_comma_list)] = ()
    console_password_hash: _PasswordHash | None = None
    console_password_sign_in: bool = True
    console_require_second_factor: bool = False
    oidc_issuer: _OidcIssuer | None = None
    """The OpenID Connect provider at which people sign in to the console."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_role: Literal["none", "viewer", "packer", "operator"] = "none"
    """The role of people whom the provider knows and no admin has invited; `none` refuses them."""
    oidc_trust_email: bool = False
    """Whether an e-mail address counts as verified if the provider does not say whether it is."""
    lot_strategy: Annotated[LotStrategy, BeforeValidator(_to_lower_case)] = LotStrategy.FIFO
    """Which lot goes first, for items without a strategy of their own."""
    smtp_url: Annotated[SecretStr, AfterValidator(validators.validate_smtp_url)] | None = None
    """The server that sends scheduled reports and notifications by e-mail."""
    mail_from: Annotated[str, AfterValidator(validators.validate_mail_address)] | None = None
    notification_private_addresses: bool = False
    """Whether notifications may be sent to addresses in private networks, and without encryption."""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_to_lower_case)] = "info"
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    metrics_host: Annotated[str, AfterValidator(validators.validate_ip_address)] = "127.0.0.1"
    """Where a worker process answers `/metrics`."""
    metrics_token: _MetricsToken | None = None
    """Who may read `/metrics` and the details of `/readyz`."""
    api_tokens: Annotated[tuple[_ApiToken, ...], NoDecode, BeforeValidator(_split_comma_list)] = ()

    @model_validator(mode="before")
    @classmethod
    def _set_default_app_url(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"app_url": f"http://localhost:{values.get('port', 8000)}", **values}

    @property
    def parsed_database_url(self) -> URL:
        return make_url(self.database_url)

    @property
    def uses_sqlite(self) -> bool:
        return self.database_kind == "sqlite"

    @property
    def worker_mode(self) -> str:
        """`redis`: the worker runs in its own processes; `embedded`: inside the web process."""
        return "redis" if self.redis_url else "embedded"

    @property
    def database_kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.parsed_database_url.get_backend_name()

    @property
    def redis_key_prefix(self) -> str:
        """What the keys in Redis begin with. The default differs by app and database.

        Not by the database's host: processes of one installation may reach it directly, and through a pooler.
        """
        if self.redis_prefix:
            return self.redis_prefix
        database = self.parsed_database_url.database or ""
        name = str(Path(database).resolve()) if self.uses_sqlite else database
        parts = (self.shopify_client_id, name, self.database_schema or "")
        return f"novex-shopify-{sha256(repr(parts).encode()).hexdigest()[:12]}"

    @property
    def intake_writers(self) -> int:
        """How many transactions store webhooks at once: while one waits for the disk, another works. SQLite has one."""
        return 1 if self.uses_sqlite else 2

    @property
    def sweep_interval(self) -> timedelta:
        """How often workers look for work without a notification."""
        return SWEEP_INTERVAL if self.redis_url else EMBEDDED_SWEEP_INTERVAL

    @property
    def scopes(self) -> Scopes:
        """The scopes a merchant is asked for."""
        return Scopes.parse(self.shopify_scopes)

    @property
    def client_secret(self) -> Secret:
        """The secret that requests to Shopify are made with."""
        return Secret(self.shopify_client_secret.get_secret_value())

    @property
    def client_secrets(self) -> tuple[Secret, ...]:
        """The secrets that Shopify can sign with."""
        previous = self.shopify_client_secret_previous
        return (self.client_secret, *((Secret(previous.get_secret_value()),) if previous else ()))

    @property
    def easypost_url(self) -> str:
        """Where requests to EasyPost go."""
        return self.easypost_base_url or EASYPOST_URL

    @property
    def carrier_account(self) -> CarrierAccount | None:
        """The account of the environment, for the stores without a stored one; its id is 0."""
        if self.easypost_api_key is None:
            return None
        secret = self.easypost_webhook_secret
        return CarrierAccount(
            id=0,
            shop_domain=None,
            mode=self.easypost_mode,
            api_key=Secret(self.easypost_api_key.get_secret_value()),
            webhook_secret=Secret(secret.get_secret_value()) if secret else None,
        )

    @property
    def expected_shops(self) -> frozenset[str]:
        """The stores that need no approval: their domains, or `*` for all."""
        return frozenset(self.shopify_shops)

    @property
    def topics_per_shop(self) -> tuple[str, ...]:
        """The topics to subscribe per shop; none if the app's own settings at Shopify list them."""
        return SUBSCRIBED_TOPICS if self.shopify_webhooks == "shop" else ()

    @property
    def password_hash(self) -> Secret | None:
        given = self.console_password_hash
        return Secret(given.get_secret_value()) if given else None

    @property
    def new_user_role(self) -> Role | None:
        """The role of people whom only the provider knows; None if they are refused."""
        return None if self.oidc_role == "none" else Role(self.oidc_role)

    @property
    def requires_second_factor(self) -> bool:
        return self.console_require_second_factor and self.console_password_sign_in

    @property
    def requires_sign_in(self) -> bool:
        """False only on this machine, without a password and without a provider."""
        return self.is_public or self.password_hash is not None or self.oidc_issuer is not None

    @property
    def api_clients(self) -> tuple[ApiClient, ...]:
        """Who may use the API."""
        return tuple(parse_api_client(each.get_secret_value(), n) for n, each in enumerate(self.api_tokens, 1))

    @property
    def is_public(self) -> bool:
        """Whether the product can be reached from other machines."""
        return not validators.is_loopback_url(self.app_url)

    @property
    def uses_https(self) -> bool:
        return self.app_url.startswith("https://")

    @property
    def callback_url(self) -> str:
        """Where Shopify redirects the merchant after OAuth."""
        return f"{self.app_url}{CALLBACK_PATH}"

    @property
    def provider_callback_url(self) -> str:
        """Where the OpenID Connect provider redirects people after they signed in there."""
        return f"{self.app_url}{PROVIDER_CALLBACK_PATH}"

    @property
    def oidc_secret(self) -> Secret:
        """The secret of this client at the provider; empty without a provider."""
        return Secret(self.oidc_client_secret.get_secret_value() if self.oidc_client_secret else "")

    @property
    def mail_server_url(self) -> Secret:
        """With the password; empty if e-mails are not set up."""
        return Secret(self.smtp_url.get_secret_value() if self.smtp_url else "")

    @property
    def webhook_url(self) -> str:
        """Where Shopify sends webhooks."""
        return f"{self.app_url}{WEBHOOK_PATH}"

    @property
    def carrier_webhook_url(self) -> str:
        """Where EasyPost sends webhooks."""
        return f"{self.app_url}{CARRIER_WEBHOOK_PATH}"

    @property
    def carrier_webhook_urls(self) -> tuple[str, ...]:
        """The same, with the other address that takes them."""
        return self.carrier_webhook_url, f"{self.app_url}{CARRIER_WEBHOOK_ALIAS}"

    @cached_property
    def token_keys(self) -> tuple[Secret, ...]:
        """The keys for stored tokens: the configured ones, or the one in the key file beside the SQLite database.

        Raises `InvalidSettings` if that file cannot be created.
        """
        if self.token_encryption_keys:
            return tuple(Secret(key.get_secret_value()) for key in self.token_encryption_keys)
        path = Path(self.parsed_database_url.database or "").with_suffix(".key")
        try:
            return (load_or_create_key(path),)
        except OSError as error:
            message = f"names a folder in which the key file {path} cannot be created ({error.strerror})"
            raise InvalidSettings(_build_problem("DATABASE_URL", message)) from error


def read_settings() -> Settings:
    """Read the environment. Raises `InvalidSettings` with every problem in one message, or `CannotStart`."""
    try:
        settings = Settings()  # type: ignore[call-arg]  # the environment supplies them
    except ValidationError as error:
        raise InvalidSettings(*(_convert_error(detail) for detail in error.errors(include_input=False))) from None
    if not (settings.token_encryption_keys or settings.uses_sqlite):
        raise InvalidSettings(_build_problem("TOKEN_ENCRYPTION_KEYS", "must be set when DATABASE_URL is PostgreSQL"))
    if settings.database_schema and settings.uses_sqlite:
        raise InvalidSettings(_build_problem("DATABASE_SCHEMA", "is for PostgreSQL; SQLite has no schemas"))
    _check_provider(settings)
    if settings.smtp_url and not settings.mail_from:
        raise InvalidSettings(_build_problem("MAIL_FROM", "must be set when SMTP_URL is"))
    sandbox_urls = {"SHOPIFY_BASE_URL": settings.shopify_base_url, "EASYPOST_BASE_URL": settings.easypost_base_url}
    given = [variable for variable, url in sandbox_urls.items() if url]
    if given and settings.is_public:
        message = "is for the sandbox: unset it, for APP_URL is not on this machine"
        raise InvalidSettings(*(_build_problem(each, message) for each in given))
    platform = find_platform(os.environ)
    if platform and settings.uses_sqlite and platform.loses(Path(settings.parsed_database_url.database or "")):
        raise InvalidSettings(_build_problem("DATABASE_URL", platform.describe_lost_files()))
    if not settings.uses_sqlite:
        require_extra(POSTGRES)
    if settings.redis_url:
        require_extra(REDIS)
    return settings


def require_public_url(settings: Settings) -> None:
    """Raise `InvalidSettings` on a hosting platform if APP_URL is not the address that others reach."""
    platform = find_platform(os.environ)
    if platform and not settings.is_public:
        raise InvalidSettings(_build_problem("APP_URL", f"must be the public address of this app on {platform.name}"))


def require_console_password(settings: Settings, host: str, *, has_users: bool) -> None:
    """Raise `InvalidSettings` if the console could be used from other machines without signing in.

    `host` is the address that the product listens on.
    """
    if settings.password_hash or settings.oidc_issuer or has_users:
        return
    if settings.is_public:
        raise InvalidSettings(
            _build_problem(
                "CONSOLE_PASSWORD_HASH",
                "must be set when APP_URL is not on this machine, unless a user was invited",
            )
        )
    if not validators.is_loopback_host(host):
        message = f"must be set when the product listens on {host}, which other machines can reach"
        raise InvalidSettings(_build_problem("CONSOLE_PASSWORD_HASH", message))


def _check_provider(settings: Settings) -> None:
    given = {"OIDC_CLIENT_ID": settings.oidc_client_id, "OIDC_CLIENT_SECRET": settings.oidc_client_secret}
    missing = [variable for variable, value in given.items() if not value]
    if settings.oidc_issuer and missing:
        raise InvalidSettings(*(_build_problem(each, "must be set when OIDC_ISSUER is") for each in missing))
    if not settings.oidc_issuer and not settings.console_password_sign_in:
        raise InvalidSettings(_build_problem("CONSOLE_PASSWORD_SIGN_IN", "must not be false without OIDC_ISSUER"))


def _convert_error(detail: Any) -> SettingProblem:
    variable = str(detail["loc"][0]).upper()
    match detail["type"]:
        case "missing":
            return _build_problem(variable, "is missing")
        case "value_error":
            return _build_problem(variable, str(detail["ctx"]["error"]))
    return _build_problem(variable, detail["msg"][:1].lower() + detail["msg"][1:])


def _build_problem(variable: str, message: str) -> SettingProblem:
    return SettingProblem(variable, message, EXAMPLE_VALUES[variable])
