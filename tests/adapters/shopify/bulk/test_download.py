"""Downloads over connections that break."""

import threading
from collections.abc import Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from novex_shopify.adapters.shopify.bulk import download
from novex_shopify.adapters.shopify.bulk.download import download_file
from novex_shopify.domain.errors import BulkFileExpired, BulkFileRefused, ShopifyUnavailable

CONTENT = b"".join(b'{"id":"gid://shopify/Customer/%d"}\n' % number for number in range(50_000))


class FileServer(BaseHTTPRequestHandler):
    """A file server that closes the connection after `bytes_per_response` bytes; None sends all."""

    statuses: ClassVar[list[int]] = []
    bytes_per_response: ClassVar[Iterator[int | None]] = iter(())
    supports_ranges = True
    requests: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        type(self).requests.append({name.lower(): value for name, value in self.headers.items()})
        if self.statuses:
            self.send_error(self.statuses.pop())
            return
        wanted = self.headers.get("Range") if self.supports_ranges else None
        rest = CONTENT[int(wanted.removeprefix("bytes=").rstrip("-")) :] if wanted else CONTENT
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: next(self.bytes_per_response, None)])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def storage() -> Generator[type[FileServer]]:
    """A file server with its own recorded requests."""
    kind = type("TestFileServer", (FileServer,), {"statuses": [], "requests": [], "bytes_per_response": iter(())})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    kind.address = f"http://127.0.0.1:{server.server_port}/file"  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind
    server.shutdown()
    server.server_close()


def fetch(storage: type[FileServer]) -> bytes:
    address: str = storage.address  # type: ignore[attr-defined]
    with httpx.Client(timeout=10, trust_env=False) as http, download_file(http, address, address) as file:
        return file.read()


def test_a_file_is_downloaded_without_a_token(storage: type[FileServer]) -> None:
    assert fetch(storage) == CONTENT
    assert not {"authorization", "x-shopify-access-token", "cookie"} & set(storage.requests[0])


@pytest.mark.parametrize("supports_ranges", [True, False])
def test_a_broken_download_continues_where_it_ended(storage: type[FileServer], *, supports_ranges: bool) -> None:
    storage.supports_ranges = supports_ranges
    storage.bytes_per_response = iter([700_000, 5])
    assert fetch(storage) == CONTENT
    assert len(storage.requests) == 3
    assert storage.requests[1]["range"].startswith("bytes=")


def test_a_download_that_breaks_too_often_is_retried_later(storage: type[FileServer]) -> None:
    storage.bytes_per_response = iter([0] * 9)
    with pytest.raises(ShopifyUnavailable, match="interrupted 5 times"):
        fetch(storage)


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_file_that_no_longer_exists_is_reported_as_expired(storage: type[FileServer], status: int) -> None:
    storage.statuses.append(status)
    with pytest.raises(BulkFileExpired):
        fetch(storage)


@pytest.mark.parametrize("status", [204, 302, 429, 500, 503])
def test_a_response_without_the_file_is_retried_later(storage: type[FileServer], status: int) -> None:
    storage.statuses.append(status)
    with pytest.raises(ShopifyUnavailable, match=str(status)):
        fetch(storage)


def test_a_refused_connection_is_retried_later() -> None:
    with httpx.Client(timeout=1, trust_env=False) as http, pytest.raises(ShopifyUnavailable):
        download_file(http, "http://127.0.0.1:9/file", "http://127.0.0.1:9").__enter__()


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.googleapis.com/file",
        "file:///etc/passwd",
        "https://127.0.0.1/file",
        "https://localhost/file",
        "https://2130706433/file",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.5:8443/file",
        "https://[::1]/file",
        "https://[::ffff:10.0.0.5]/file",
        "https:///file",
    ],
)
def test_no_file_is_read_from_elsewhere(url: str) -> None:
    with httpx.Client(trust_env=False) as http, pytest.raises(BulkFileRefused):
        download_file(http, url, "http://127.0.0.1:8090").__enter__()


def test_a_file_that_is_too_large_is_given_up(storage: type[FileServer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MAX_FILE_BYTES", len(CONTENT) - 1)
    with pytest.raises(BulkFileRefused, match="larger than"):
        fetch(storage)
    assert len(storage.requests) == 1


def test_a_download_leaves_room_on_the_disk(storage: type[FileServer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MIN_FREE_BYTES", 2**62)
    with pytest.raises(ShopifyUnavailable, match="no room"):
        fetch(storage)
