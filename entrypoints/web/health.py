"""`GET /healthz` and `GET /readyz`."""

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.domain.timing import MAX_SHIPMENT_DELAY


def get_liveness(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def get_readiness(request: Request) -> Response:
    """Whether webhooks can be taken (503 if not), and what is degraded."""
    checks = check_readiness(request.app.state.container)
    if checks["database"] != "ok":
        return JSONResponse({"status": "not ready", "checks": checks}, 503)
    healthy = all(check in ("ok", "embedded") for check in checks.values())
    return JSONResponse({"status": "ready" if healthy else "degraded", "checks": checks})


def check_readiness(container: Container) -> dict[str, str]:
    """Each thing we stand on, and `ok` or what is wrong with it."""
    database = _check_database(container)
    shipments = _check_shipments(container) if database == "ok" else "unknown without the database"
    shops = _check_shops(container) if database == "ok" else "unknown without the database"
    return {"database": database, "redis": _check_redis(container), "shipments": shipments, "stores": shops}


def _check_database(container: Container) -> str:
    try:
        with container.engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _check_shipments(container: Container) -> str:
    with container.unit_of_work()() as tx:
        waiting_since = tx.pushes.find_oldest_waiting()
    if waiting_since is None or container.clock().now() - waiting_since < MAX_SHIPMENT_DELAY:
        return "ok"
    return (
        f"Shopify has not been told of a shipment since {waiting_since:%Y-%m-%d %H:%M} UTC:"
        " see `novex-shopify fulfillments list`"
    )


def _check_shops(container: Container) -> str:
    with container.unit_of_work()() as tx:
        outages = [
            f"{silence.shop} unusually silent since {silence.last_delivery_at:%Y-%m-%d %H:%M} UTC"
            for silence in tx.deliveries.list_outages()
        ]
        connection_problems = [
            f"{shop.domain} {shop.connection_state}"
            for shop in tx.shops.list_all()
            if shop.connection_problem and shop.connected
        ]
    problems = [*connection_problems, *outages]
    return f"{'; '.join(problems)}. See `novex-shopify doctor`" if problems else "ok"


def _check_redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "embedded"
    try:
        container.redis().ping()
    except RedisError as error:
        return f"unreachable ({type(error).__name__}): webhooks are stored and wait for the next sweep"
    return "ok"
