"""`GET /healthz` and `GET /readyz`."""

from collections.abc import Callable, Mapping

import anyio
import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import DatabaseUnavailable, describe_kind
from novex_shopify.domain.timing import (
    MAX_EVENT_DELAY,
    MAX_SHIPMENT_DELAY,
    READINESS_TIMEOUT,
    WORKER_ACTIVITY_TIMEOUT,
)
from novex_shopify.domain.use_cases.periodic_jobs import probe_writes
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB

_UNKNOWN = "unknown without the database"


async def get_liveness(_request: Request) -> Response:
    # In the event loop: the threads may all be waiting for the database.
    return JSONResponse({"status": "alive"})


async def get_readiness(request: Request) -> Response:
    """503 if webhooks cannot be stored; otherwise 200, with what is degraded."""
    checks = {"database": "does not answer in time"}
    with anyio.move_on_after(READINESS_TIMEOUT.total_seconds()):
        checks = await anyio.to_thread.run_sync(
            check_readiness, request.app.state.container, abandon_on_cancel=True, limiter=_get_limiter(request)
        )
    if checks["database"] != "ok":
        return JSONResponse({"status": "not ready", "checks": checks}, 503)
    status = "ready" if all(map(is_healthy, checks.values())) else "degraded"
    return JSONResponse({"status": status, "checks": checks})


def check_readiness(container: Container) -> dict[str, str]:
    """Each part, with `ok` (or `embedded`) or what is wrong with it."""
    checks = {"database": _check_database(container), "redis": _check_redis(container)}
    for name, check in _DATABASE_CHECKS.items():
        checks[name] = check(container) if checks["database"] == "ok" else _UNKNOWN
    return checks


def _get_limiter(request: Request) -> anyio.CapacityLimiter:
    # Checks that wait for the database must not take the threads that answer everything else.
    state = request.app.state
    if not hasattr(state, "readiness_limiter"):
        state.readiness_limiter = anyio.CapacityLimiter(2)
    limiter: anyio.CapacityLimiter = state.readiness_limiter
    return limiter


def is_healthy(check: str) -> bool:
    return check in ("ok", "embedded")


def _check_database(container: Container) -> str:
    try:
        probe_writes(container.unit_of_work(), container.worker_id(), container.clock().now())
    except (SQLAlchemyError, DatabaseUnavailable) as error:
        return f"takes no writes ({describe_kind(error)})"
    return "ok"


def _check_redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "embedded"
    if problem := container.redis_probe().find_problem():
        return f"{problem}: webhooks are stored and wait for the next sweep"
    return "ok"


def _check_worker(container: Container) -> str:
    now = container.clock().now()
    with container.transaction() as tx:
        last = tx.job_runs.find_last(COUNT_DELIVERIES_JOB)
    if now - container.started_at() < WORKER_ACTIVITY_TIMEOUT and last is None:
        return "ok"  # a new installation: its first worker may still be starting
    if last is None or now - last.started_at > WORKER_ACTIVITY_TIMEOUT:
        seen = f"the last one was active at {last.started_at:%Y-%m-%d %H:%M} UTC" if last else "none was ever active"
        return f"no worker is running ({seen})"
    return "ok"


def _check_events(container: Container) -> str:
    now = container.clock().now()
    with container.transaction() as tx:
        due_since = tx.events.find_oldest_due(now)
    if due_since is None or now - due_since < MAX_EVENT_DELAY:
        return "ok"
    return f"an event has been due since {due_since:%Y-%m-%d %H:%M} UTC"


def _check_shipments(container: Container) -> str:
    with container.transaction() as tx:
        waiting_since = tx.pushes.find_oldest_waiting()
    if waiting_since is None or container.clock().now() - waiting_since < MAX_SHIPMENT_DELAY:
        return "ok"
    return f"a shipment has been waiting to sync to Shopify since {waiting_since:%Y-%m-%d %H:%M} UTC"


def _check_shops(container: Container) -> str:
    with container.transaction() as tx:
        outages = [
            f"{outage.shop}: no webhooks since {outage.last_delivery_at:%Y-%m-%d %H:%M} UTC (unusual for this store)"
            for outage in tx.deliveries.list_outages()
        ]
        connection_problems = [
            f"{shop.domain}: {shop.connection_state}"
            for shop in tx.shops.list_all()
            if shop.connection_problem and shop.connected
        ]
    return "; ".join([*connection_problems, *outages]) or "ok"


def _check_address(container: Container) -> str:
    with container.transaction() as tx:
        previous = container.check_address().find_previous(tx)
    if previous is None:
        return "ok"
    return (
        f"this database was used at {previous}, and APP_URL is {container.settings().app_url}: nothing is sent to"
        " Shopify until a person confirms the move by `novex-shopify moved`, or by Confirm move at /console/moved"
    )


_DATABASE_CHECKS: Mapping[str, Callable[[Container], str]] = {
    "worker": _check_worker,
    "events": _check_events,
    "shipments": _check_shipments,
    "shops": _check_shops,
    "address": _check_address,
}
