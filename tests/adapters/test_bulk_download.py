"""Fetching a file over connections that break."""

import threading
from collections.abc import Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from novex_shopify.adapters.shopify.bulk_download import fetched
from novex_shopify.domain.errors import BulkFileGone, ShopifyUnavailable

CONTENT = b"".join(b'{"id":"gid://shopify/Customer/%d"}\n' % number for number in range(50_000))


class Storage(BaseHTTPRequestHandler):
    """Where files lie. It sends so many bytes of an answer and then hangs up; None sends all."""

    statuses: ClassVar[list[int]] = []
    ends_after: ClassVar[Iterator[int | None]] = iter(())
    knows_ranges = True
    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append({name.lower(): value for name, value in self.headers.items()})
        if self.statuses:
            self.send_error(self.statuses.pop())
            return
        wanted = self.headers.get("Range") if self.knows_ranges else None
        rest = CONTENT[int(wanted.removeprefix("bytes=").rstrip("-")) :] if wanted else CONTENT
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: next(self.ends_after, None)])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def storage() -> Generator[type[Storage]]:
    """A fresh one."""
    kind = type("FreshStorage", (Storage,), {"statuses": [], "asked": [], "ends_after": iter(())})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    kind.address = f"http://127.0.0.1:{server.server_port}/file"  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind
    server.shutdown()
    server.server_close()


def fetch(storage: type[Storage]) -> bytes:
    """The whole file."""
    with httpx.Client(timeout=10, trust_env=False) as http, fetched(http, storage.address) as file:  # type: ignore[attr-defined]
        return file.read()


def test_a_file_is_fetched_without_any_token(storage: type[Storage]) -> None:
    assert fetch(storage) == CONTENT
    assert not {"authorization", "x-shopify-access-token", "cookie"} & set(storage.asked[0])


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_connection_that_breaks_is_taken_up_where_it_was(storage: type[Storage], *, knows_ranges: bool) -> None:
    storage.knows_ranges = knows_ranges
    storage.ends_after = iter([700_000, 5])
    assert fetch(storage) == CONTENT
    assert len(storage.asked) == 3
    assert storage.asked[1]["range"].startswith("bytes=")


def test_one_that_breaks_again_and_again_is_tried_later(storage: type[Storage]) -> None:
    storage.ends_after = iter([0] * 9)
    with pytest.raises(ShopifyUnavailable, match="broke again and again"):
        fetch(storage)


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_file_that_is_not_there_any_more_is_told_as_such(storage: type[Storage], status: int) -> None:
    storage.statuses.append(status)
    with pytest.raises(BulkFileGone):
        fetch(storage)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_storage_in_trouble_is_tried_later(storage: type[Storage], status: int) -> None:
    storage.statuses.append(status)
    with pytest.raises(ShopifyUnavailable, match=str(status)):
        fetch(storage)


def test_nobody_there_is_tried_later() -> None:
    with httpx.Client(timeout=1, trust_env=False) as http, pytest.raises(ShopifyUnavailable):
        fetched(http, "http://127.0.0.1:9/file").__enter__()
