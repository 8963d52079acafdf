"""`GET /healthz` and `GET /readyz`."""

from datetime import timedelta

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.container import Container

SHIPMENTS_MAY_WAIT = timedelta(minutes=15)


def alive(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """Whether webhooks can be taken (503 if not), and what is degraded."""
    checks = readiness(request.app.state.container)
    if checks["database"] != "ok":
        return JSONResponse({"status": "not ready", "checks": checks}, 503)
    healthy = all(check in ("ok", "embedded") for check in checks.values())
    return JSONResponse({"status": "ready" if healthy else "degraded", "checks": checks})


def readiness(container: Container) -> dict[str, str]:
    """Each thing we stand on, and `ok` or what is wrong with it."""
    database = _database(container)
    shipments = _shipments(container) if database == "ok" else "unknown without the database"
    stores = _stores(container) if database == "ok" else "unknown without the database"
    return {"database": database, "redis": _redis(container), "shipments": shipments, "stores": stores}


def _database(container: Container) -> str:
    try:
        with container.engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _shipments(container: Container) -> str:
    with container.unit_of_work()() as tx:
        waiting_since = tx.pushes.waiting_since()
    if waiting_since is None or container.clock().now() - waiting_since < SHIPMENTS_MAY_WAIT:
        return "ok"
    return (
        f"Shopify has not been told of a shipment since {waiting_since:%Y-%m-%d %H:%M} UTC:"
        " see `novex-shopify fulfillments list`"
    )


def _stores(container: Container) -> str:
    with container.unit_of_work()() as tx:
        silent = [
            f"{silence.shop} unusually silent since {silence.since:%Y-%m-%d %H:%M} UTC"
            for silence in tx.deliveries.silences()
        ]
        hindered = [f"{shop.domain} {shop.connection}" for shop in tx.shops.all() if shop.hindrance and shop.connected]
    troubles = [*hindered, *silent]
    return f"{'; '.join(troubles)}. See `novex-shopify doctor`" if troubles else "ok"


def _redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "embedded"
    try:
        container.redis().ping()
    except RedisError as error:
        return f"unreachable ({type(error).__name__}): webhooks are stored and wait for the next sweep"
    return "ok"
