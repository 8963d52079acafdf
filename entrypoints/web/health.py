"""`GET /healthz` and `GET /readyz`."""

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.container import Container


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
    return {"database": _database(container), "redis": _redis(container)}


def _database(container: Container) -> str:
    try:
        with container.engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "embedded"
    try:
        container.redis().ping()
    except RedisError as error:
        return f"unreachable ({type(error).__name__}): webhooks are stored and wait for the next sweep"
    return "ok"
