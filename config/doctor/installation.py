"""What all stores hang on. Each check says what it found, or raises `Unwell`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

import httpx
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from novex_shopify.adapters.persistence import migrate
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import StoreUnavailable
from novex_shopify.domain.model.finding import Unwell
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.signatures import webhook_signature
from novex_shopify.domain.use_cases.watch_deliveries import TALLY

TIMEOUT_SECONDS = 10
A_LIVING_WORKER_SHOWS_WITHIN = timedelta(minutes=3)
EVENTS_MAY_WAIT = timedelta(minutes=5)
SHIPMENTS_MAY_WAIT = timedelta(minutes=15)

NOBODYS_STORE = "novex-doctor-.myshopify.com"
"""A name that Shopify gives to no store: a delivery of it is answered and counted like any stranger's, and not kept."""


def settings(container: Container) -> str:
    """They were read to get here; the key for tokens is the one thing that is fetched later."""
    container.cipher()
    return f"complete; Shopify's API {container.settings().shopify_api_version}"


def database(container: Container) -> str:
    """Reachable."""
    try:
        with container.engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        raise Unwell(f"cannot be reached ({_words(error)})", "start it, or correct DATABASE_URL") from error
    return str(container.settings().database_kind)


def schema(container: Container) -> str:
    """As this version needs it."""
    current, needed = migrate.current(container.engine()), migrate.newest()
    if current != needed:
        raise Unwell(f"at revision {current or 'none'}, not {needed}", "run `novex-shopify migrate`")
    return f"at revision {needed}"


def writable(container: Container) -> str:
    """A write is tried and taken back."""
    try:
        with container.unit_of_work()() as tx:
            tx.rounds.begin("doctor", container.worker_id(), container.clock().now(), timedelta())
    except (SQLAlchemyError, StoreUnavailable) as error:
        fix = "give the user of DATABASE_URL the right to write, and the disk room"
        raise Unwell(f"the database takes no writes ({type(error).__name__})", fix) from error
    return "yes"


def redis(container: Container) -> str:
    """Reachable, where it is used."""
    if not container.settings().redis_url:
        return "not used: the worker runs inside the web process"
    try:
        container.redis().ping()
    except RedisError as error:
        cause = f"cannot be reached ({type(error).__name__}): events wait for the sweep every 15 seconds"
        raise Unwell(cause, "start it, or correct REDIS_URL") from error
    return "answers"


def worker(container: Container) -> str:
    """Periodic work that was really done is the evidence; a process may be there and do nothing."""
    with container.unit_of_work()() as tx:
        last = tx.rounds.last(TALLY)
    command = "worker" if container.settings().redis_url else "serve"
    if last is None or container.clock().now() - last.begun_at > A_LIVING_WORKER_SHOWS_WITHIN:
        seen = f"the last was {last.worker}, {last.begun_at:%Y-%m-%d %H:%M} UTC" if last else "none ever has"
        raise Unwell(
            f"no worker does its rounds ({seen})", f"start `novex-shopify {command}`; its log says why it stopped"
        )
    return f"{last.worker} did its rounds at {last.begun_at:%H:%M:%S} UTC"


def address(container: Container) -> str:
    """What merchants and Shopify reach is this product."""
    url = f"{container.settings().app_url}/healthz"
    answer = _ask(container, "GET", url)
    if answer.status_code != 200 or b"alive" not in answer.content:
        raise Unwell(
            f"{url} answers {answer.status_code}, and not as this product does",
            "have APP_URL lead to `novex-shopify serve`, through every proxy in between",
        )
    return f"{container.settings().app_url} answers"


def signature(container: Container) -> str:
    """A signed delivery is accepted at the public address, the same with another body is not. Nothing is stored."""
    url, secret = container.settings().webhook_address, container.settings().client_secret
    body = f'{{"test": "{uuid4()}"}}'.encode()
    headers = {
        "X-Shopify-Hmac-Sha256": webhook_signature(secret, body),
        "X-Shopify-Shop-Domain": NOBODYS_STORE,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Webhook-Id": str(uuid4()),
    }
    genuine = _ask(container, "POST", url, content=body, headers=headers).status_code
    forged = _ask(container, "POST", url, content=body + b" ", headers=headers).status_code
    if (genuine, forged) != (200, 401):
        raise Unwell(
            f"a genuine webhook to {url} is answered {genuine} instead of 200, a forged one {forged} instead of 401",
            "give the web process this SHOPIFY_CLIENT_SECRET, and let no proxy change bodies or headers",
        )
    return "a genuine webhook is accepted, a forged one is not"


def backlog(container: Container) -> str:
    """How long the oldest due event waits."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        counts, since = tx.events.counts(), tx.events.waiting_since(now)
    waiting = counts.get(EventStatus.PENDING, 0)
    if since and now - since > EVENTS_MAY_WAIT:
        raise Unwell(
            f"{waiting} events wait, the oldest since {since:%Y-%m-%d %H:%M} UTC",
            "start another `novex-shopify worker`; `novex-shopify events list` shows what fails",
        )
    return (
        f"{waiting} events wait, {counts.get(EventStatus.PARKED, 0)} are parked, {counts.get(EventStatus.DEAD, 0)} dead"
    )


def shipments(container: Container) -> str:
    """How long the oldest shipment waits for Shopify."""
    with container.unit_of_work()() as tx:
        since = tx.pushes.waiting_since()
    if since and container.clock().now() - since > SHIPMENTS_MAY_WAIT:
        cause = f"Shopify has not been told of a shipment since {since:%Y-%m-%d %H:%M} UTC"
        raise Unwell(cause, "`novex-shopify fulfillments list` says what it waits for")
    return "none waits for long"


CHECKS: Mapping[str, Callable[[Container], str]] = {
    "settings": settings,
    "database": database,
    "schema": schema,
    "writable": writable,
    "redis": redis,
    "worker": worker,
    "address": address,
    "signature": signature,
    "backlog": backlog,
    "shipments": shipments,
}
NEED_THE_DATABASE = frozenset({"schema", "writable", "worker", "backlog", "shipments"})


def _ask(container: Container, method: str, url: str, **how: object) -> httpx.Response:
    try:
        return container.http().request(method, url, timeout=TIMEOUT_SECONDS, **how)  # type: ignore[arg-type]
    except httpx.RequestError as error:
        fix = "start `novex-shopify serve`, and have APP_URL lead to it from outside"
        raise Unwell(f"{url} cannot be reached ({type(error).__name__})", fix) from error


def _words(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
