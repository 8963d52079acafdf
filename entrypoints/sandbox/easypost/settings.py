"""Settings of the EasyPost stand-in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class EasyPostSettings:
    """An EasyPost account with a key for each mode, and how this EasyPost behaves.

    `retry_delays` are the seconds before each retry of a webhook. A webhook is disabled after
    `failures_until_webhook_disabled` failed attempts without a success between them. `rate_lifetime` is in seconds.
    `newest_reference_wins`: which of two shipments with the same reference is returned; EasyPost does not say.
    """

    test_key: str = field(repr=False)
    production_key: str = field(repr=False)
    sign_v2: bool = False
    international_verification: bool = False
    retry_delays: tuple[float, ...] = (60, 300, 1800, 7200, 21_600, 43_200)
    failures_until_webhook_disabled: int = 21
    delivery_timeout: float = 7.0
    max_parallel_deliveries: int = 50
    list_requests_per_second: int = 5
    rate_lifetime: float = 7 * 24 * 3600
    newest_reference_wins: bool = True
    tracker_interval: float = 0.5
