"""Everything that an installation prints and stores, to search it for secrets."""

import base64
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import httpx
from redis import Redis
from sqlalchemy import Connection, Engine, text
from typer.testing import CliRunner

from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.app import app

COMMANDS = (
    ("shops", "list", "--json"),
    ("webhooks", "list", "--json"),
    ("webhooks", "toml"),
    ("events", "list", "--json"),
    ("products", "list", "--json"),
    ("imports", "list", "--json"),
    ("orders", "list", "--json"),
    ("privacy", "list", "--json"),
    ("fulfillments", "list", "--json"),
    ("keys", "rotate"),
    ("doctor", "--json"),
    ("doctor",),
)
PAGES = ("", "/stores", "/events", "/products", "/orders?q=1001", "/imports", "/stores/{shop}", "/events/1")


def iter_command_output(environment: Mapping[str, str], shop: ShopDomain, wrong_token: str) -> Iterator[str]:
    """Yield the output of commands, including failures: a refused token, a wrong key."""
    refused = ("shops", "add", "other.myshopify.com", "--access-token", wrong_token)
    for command in (*COMMANDS, ("shops", "settings", shop), ("events", "show", "1"), refused):
        yield _run_command(environment, *command)
    other_key = {**environment, "TOKEN_ENCRYPTION_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode()}
    for command in (("doctor",), ("keys", "rotate"), ("shops", "refresh-tokens")):
        yield _run_command(other_key, *command)


def iter_page_text(address: str, password: str) -> Iterator[str]:
    """Yield the pages of a signed-in user, and the answers to strangers."""
    with httpx.Client(base_url=address, timeout=10, trust_env=False, follow_redirects=True) as browser:
        sign_in_page = browser.get("/console/sign-in").text
        csrf_token = sign_in_page.partition('name="csrf" value="')[2].partition('"')[0]
        inside = browser.post("/console/sign-in", data={"csrf": csrf_token, "password": password})
        assert "Sign out" in inside.text, inside.text
        yield sign_in_page
        shop = inside.text.partition('href="/console/stores/')[2].partition('"')[0]
        for page in PAGES:
            yield browser.get(f"/console{page.format(shop=shop)}").raise_for_status().text
        for path in ("/readyz", "/metrics", "/nowhere", "/shopify/callback?code=1&shop=x&hmac=0"):
            yield browser.get(path).text
        yield browser.post("/api/v1/shipments", headers={"Authorization": "Bearer made-up"}, json={}).text
        yield browser.post("/webhooks/shopify", content=b"{}").text


def iter_database_rows(engine: Engine) -> Iterator[str]:
    """Yield every row of every table."""
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            yield from _iter_table_rows(connection, table.name)


def iter_redis_values(url: str) -> Iterator[str]:
    """Yield every key with its value."""
    read = {
        b"string": Redis.get,
        b"hash": Redis.hgetall,
        b"list": lambda client, key: client.lrange(key, 0, -1),
        b"set": Redis.smembers,
        b"zset": lambda client, key: client.zrange(key, 0, -1),
    }
    with Redis.from_url(url) as client:
        for key in client.scan_iter():
            yield f"{key!r} {read[client.type(key)](client, key)!r}"  # type: ignore[operator]


def list_encodings(secret: str) -> set[str]:
    """List the forms in which a secret could be written."""
    raw = secret.encode()
    return {secret, quote(secret, safe=""), raw.hex(), base64.b64encode(raw).decode().rstrip("=")}


def _iter_table_rows(connection: Connection, table: str) -> Iterator[str]:
    for row in connection.execute(text(f'SELECT * FROM "{table}"')):
        yield " ".join(map(_to_text, row))


def _to_text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)


def _run_command(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command in this process, because most of its time would be the start of Python."""
    done = CliRunner().invoke(app, arguments, env=environment)
    refusal = "" if done.exception is None or isinstance(done.exception, SystemExit) else str(done.exception)
    assert isinstance(done.exception, SystemExit | NovexError | None), done.exception
    return done.output + refusal
