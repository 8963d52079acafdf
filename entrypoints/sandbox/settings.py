"""Settings of the sandbox."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """The app as Shopify's dashboard would know it, and how this Shopify behaves.

    `retry_delays` are the seconds before each retry of a webhook; by default eight retries within four hours. The
    token lifetimes are Shopify's. `redirect_uris` is the allow-list of callback URLs; if it is empty, any URL on https
    or on a loopback host is allowed. `shops` are created at the start, all others when they are first requested.
    `bulk_operation_duration` is added to a bulk operation's own work.
    """

    client_id: str
    client_secret: str = field(repr=False)
    app_name: str = "Novex Shopify"
    redirect_uris: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    retry_delays: tuple[float, ...] = (10, 60, 300, 900, 1800, 2700, 3600, 5030)
    failures_until_subscription_removal: int = 8
    connect_timeout: float = 1.0
    delivery_timeout: float = 5.0
    max_parallel_deliveries: int = 50
    token_lifetime: float = 3600
    refresh_token_lifetime: float = 90 * 24 * 3600
    refresh_token_reuse_window: float = 60
    authorization_code_lifetime: float = 600
    bucket_size: int = 20_000
    restore_rate: int = 1_000
    routing_delay: float = 0
    bulk_operation_duration: float = 0.2
    bulk_url_lifetime: float = 7 * 24 * 3600
    currency: str = "EUR"
    taxes_included: bool = False
