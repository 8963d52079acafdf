"""Hand-written intake endpoints to compare ours with. Each is a whole ASGI application."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Column, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.bench.orders import SECRET

SCHEMA = """
CREATE TABLE baseline_bytes (
    id bigserial PRIMARY KEY, shop text, webhook_id text, topic text, body bytea {compression},
    received_at timestamptz DEFAULT now(), UNIQUE (shop, webhook_id)
);
CREATE TABLE baseline_json (
    id bigserial PRIMARY KEY, shop text, webhook_id text, topic text, body jsonb,
    received_at timestamptz DEFAULT now(), UNIQUE (shop, webhook_id)
);
"""


class JsonRow(SQLModel, table=True):
    """A webhook stored as JSON."""

    __tablename__ = "baseline_json"

    id: int | None = Field(default=None, primary_key=True)
    shop: str
    webhook_id: str
    topic: str
    body: dict[str, Any] = Field(sa_column=Column(JSONB))


class BytesRow(SQLModel, table=True):
    """A webhook stored as bytes."""

    __tablename__ = "baseline_bytes"

    id: int | None = Field(default=None, primary_key=True)
    shop: str
    webhook_id: str
    topic: str
    body: bytes = Field(sa_column=Column(LargeBinary))


async def _read_verified_body(request: Request) -> bytes | None:
    body = await request.body()
    expected = base64.b64encode(hmac.digest(SECRET.value.encode(), body, hashlib.sha256))
    return body if hmac.compare_digest(expected, request.headers["x-shopify-hmac-sha256"].encode()) else None


def _get_row_key(request: Request) -> tuple[str, str, str]:
    return tuple(request.headers[f"x-shopify-{name}"] for name in ("shop-domain", "webhook-id", "topic"))  # type: ignore[return-value]


async def _answer_only(request: Request) -> Response:
    return PlainTextResponse("ok" if await _read_verified_body(request) else "no", 200)


no_storage = Starlette(routes=[Route("/webhooks/shopify", _answer_only, methods=["POST"])])
"""The web server alone, without any work."""


async def _store_with_sqlmodel(request: Request) -> Response:
    body = await _read_verified_body(request)
    if body is None:
        return PlainTextResponse("no", 401)
    await run_in_threadpool(_commit_one, request, body)
    return PlainTextResponse("ok")


def _commit_one(request: Request, body: bytes) -> None:
    shop, webhook_id, topic = _get_row_key(request)
    with Session(request.app.state.engine) as session:
        session.add(JsonRow(shop=shop, webhook_id=webhook_id, topic=topic, body=json.loads(body)))
        session.commit()


sqlmodel_per_request = Starlette(routes=[Route("/webhooks/shopify", _store_with_sqlmodel, methods=["POST"])])
"""One synchronous SQLModel session and commit per request, in the thread pool."""
if url := os.environ.get("BENCH_DATABASE_URL"):
    sqlmodel_per_request.state.engine = create_engine(url, pool_size=40)


@asynccontextmanager
async def _open_pool(app: Starlette) -> AsyncGenerator[None]:
    address = os.environ["BENCH_DATABASE_URL"].replace("+psycopg", "")
    async with asyncpg.create_pool(address, min_size=10, max_size=10) as app.state.pool:
        yield


async def _store_with_asyncpg(request: Request) -> Response:
    body = await _read_verified_body(request)
    if body is None:
        return PlainTextResponse("no", 401)
    await request.app.state.pool.execute(
        "INSERT INTO baseline_bytes (shop, webhook_id, topic, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        *_get_row_key(request),
        body,
    )
    return PlainTextResponse("ok")


asyncpg_per_request = Starlette(
    routes=[Route("/webhooks/shopify", _store_with_asyncpg, methods=["POST"])], lifespan=_open_pool
)
"""One asynchronous INSERT per request, on the same type of column as ours."""
