"""What all stores hang on. Each check says what it found, or raises `Unwell`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

import httpx
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from novex_shopify.config.container import Container
from novex_shopify.config.startup import fetch_schema_revisions
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.signatures import sign_webhook
from novex_shopify.domain.timing import MAX_EVENT_DELAY, MAX_SHIPMENT_DELAY, WORKER_ACTIVITY_TIMEOUT
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB

TIMEOUT_SECONDS = 10
UNREGISTERED_SHOP_DOMAIN = "novex-doctor-.myshopify.com"
"""A name that Shopify gives to no store: a delivery of it is answered and counted like any stranger's, and not kept."""


def check_settings(container: Container) -> str:
    """They were read to get here; the key for tokens is the one thing that is fetched later."""
    container.token_cipher()
    return f"complete; Shopify's API {container.settings().shopify_api_version}"


def check_database(container: Container) -> str:
    """Reachable."""
    try:
        with container.engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        raise CheckFailed(
            f"cannot be reached ({_get_driver_message(error)})", "start it, or correct DATABASE_URL"
        ) from error
    return str(container.settings().database_kind)


def check_schema(container: Container) -> str:
    """As this version needs it."""
    current, needed = fetch_schema_revisions(container)
    if current != needed:
        raise CheckFailed(f"at revision {current or 'none'}, not {needed}", "run `novex-shopify migrate`")
    return f"at revision {needed}"


def check_database_writable(container: Container) -> str:
    """A write is tried and taken back."""
    try:
        with container.unit_of_work()() as tx:
            tx.job_runs.try_start("doctor", container.worker_id(), container.clock().now(), timedelta())
    except (SQLAlchemyError, DatabaseUnavailable) as error:
        fix = "give the user of DATABASE_URL the right to write, and the disk room"
        raise CheckFailed(f"the database takes no writes ({type(error).__name__})", fix) from error
    return "yes"


def check_redis(container: Container) -> str:
    """Reachable, where it is used."""
    if not container.settings().redis_url:
        return "not used: the worker runs inside the web process"
    try:
        container.redis().ping()
    except RedisError as error:
        cause = f"cannot be reached ({type(error).__name__}): events wait for the sweep every 15 seconds"
        raise CheckFailed(cause, "start it, or correct REDIS_URL") from error
    return "answers"


def check_worker(container: Container) -> str:
    """Periodic work that was really done is the evidence; a process may be there and do nothing."""
    with container.unit_of_work()() as tx:
        last = tx.job_runs.find_last(COUNT_DELIVERIES_JOB)
    command = "worker" if container.settings().redis_url else "serve"
    if last is None or container.clock().now() - last.started_at > WORKER_ACTIVITY_TIMEOUT:
        seen = f"the last was {last.worker}, {last.started_at:%Y-%m-%d %H:%M} UTC" if last else "none ever has"
        raise CheckFailed(
            f"no worker does its rounds ({seen})", f"start `novex-shopify {command}`; its log says why it stopped"
        )
    return f"{last.worker} did its rounds at {last.started_at:%H:%M:%S} UTC"


def check_app_url(container: Container) -> str:
    """What merchants and Shopify reach is this product."""
    url = f"{container.settings().app_url}/healthz"
    answer = _send_request(container, "GET", url)
    if answer.status_code != 200 or b"alive" not in answer.content:
        raise CheckFailed(
            f"{url} answers {answer.status_code}, and not as this product does",
            "have APP_URL lead to `novex-shopify serve`, through every proxy in between",
        )
    return f"{container.settings().app_url} answers"


def check_signature(container: Container) -> str:
    """A signed delivery is accepted at the public address, the same with another body is not. Nothing is stored."""
    url, secret = container.settings().webhook_url, container.settings().client_secret
    body = f'{{"test": "{uuid4()}"}}'.encode()
    headers = {
        "X-Shopify-Hmac-Sha256": sign_webhook(secret, body),
        "X-Shopify-Shop-Domain": UNREGISTERED_SHOP_DOMAIN,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Webhook-Id": str(uuid4()),
    }
    genuine = _send_request(container, "POST", url, content=body, headers=headers).status_code
    forged = _send_request(container, "POST", url, content=body + b" ", headers=headers).status_code
    if (genuine, forged) != (200, 401):
        raise CheckFailed(
            f"a genuine webhook to {url} is answered {genuine} instead of 200, a forged one {forged} instead of 401",
            "give the web process this SHOPIFY_CLIENT_SECRET, and let no proxy change bodies or headers",
        )
    return "a genuine webhook is accepted, a forged one is not"


def check_event_backlog(container: Container) -> str:
    """How long the oldest due event waits."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        counts, since = tx.events.count_by_status(), tx.events.find_oldest_due(now)
    waiting = counts.get(EventStatus.PENDING, 0)
    if since and now - since > MAX_EVENT_DELAY:
        raise CheckFailed(
            f"{waiting} events wait, the oldest since {since:%Y-%m-%d %H:%M} UTC",
            "start another `novex-shopify worker`; `novex-shopify events list` shows what fails",
        )
    return (
        f"{waiting} events wait, {counts.get(EventStatus.PARKED, 0)} are parked, {counts.get(EventStatus.DEAD, 0)} dead"
    )


def check_shipment_backlog(container: Container) -> str:
    """How long the oldest shipment waits for Shopify."""
    with container.unit_of_work()() as tx:
        since = tx.pushes.find_oldest_waiting()
    if since and container.clock().now() - since > MAX_SHIPMENT_DELAY:
        cause = f"Shopify has not been told of a shipment since {since:%Y-%m-%d %H:%M} UTC"
        raise CheckFailed(cause, "`novex-shopify fulfillments list` says what it waits for")
    return "none waits for long"


INSTALLATION_CHECKS: Mapping[str, Callable[[Container], str]] = {
    "settings": check_settings,
    "database": check_database,
    "schema": check_schema,
    "writable": check_database_writable,
    "redis": check_redis,
    "worker": check_worker,
    "address": check_app_url,
    "signature": check_signature,
    "backlog": check_event_backlog,
    "shipments": check_shipment_backlog,
}
DATABASE_CHECKS = frozenset({"schema", "writable", "worker", "backlog", "shipments"})


def _send_request(container: Container, method: str, url: str, **how: object) -> httpx.Response:
    try:
        return container.http().request(method, url, timeout=TIMEOUT_SECONDS, **how)  # type: ignore[arg-type]
    except httpx.RequestError as error:
        fix = "start `novex-shopify serve`, and have APP_URL lead to it from outside"
        raise CheckFailed(f"{url} cannot be reached ({type(error).__name__})", fix) from error


def _get_driver_message(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
