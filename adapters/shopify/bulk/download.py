"""Downloads the file of a bulk operation.

Its address comes with Shopify's answer. It is checked all the same, so that no answer can make this program read from
other computers of its own network.
"""

import shutil
import socket
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryFile, gettempdir
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from novex_shopify.domain.errors import BulkFileExpired, BulkFileRefused, ShopifyUnavailable
from novex_shopify.domain.policies.public_addresses import is_public

_MAX_ATTEMPTS = 5
MAX_FILE_BYTES = 20 * 1024**3
"""Some tens of millions of records."""

MIN_FREE_BYTES = 256 * 1024**2
"""What stays free on the disk, which may be that of the database."""

_RETRYABLE_STATUSES = frozenset({408, 425, 429})


@contextmanager
def download_file(http: httpx.Client, url: str, sandbox_url: str | None = None) -> Generator[BinaryIO]:
    """The file on the local disk, for as long as the block lasts. From `sandbox_url`, it may be on this machine.

    Raises `BulkFileExpired` if Shopify has deleted it, `BulkFileRefused` if it is too large or elsewhere, and
    `ShopifyUnavailable` if it could not be downloaded whole.
    """
    _check_address(url, sandbox_url)
    # An unnamed temporary file: nothing remains of it, even if the process is killed.
    with TemporaryFile() as file:
        for _ in range(_MAX_ATTEMPTS):
            if _download_remaining(http, url, file):
                file.seek(0)
                yield file
                return
    raise ShopifyUnavailable(f"The download of Shopify's file was interrupted {_MAX_ATTEMPTS} times.")


def _download_remaining(http: httpx.Client, url: str, file: BinaryIO) -> bool:
    """Continue where the last attempt ended; False if it was interrupted."""
    # The URL is signed, so no token is sent.
    offset = file.tell()
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={offset}-"} if offset else {})
    try:
        with http.stream("GET", url, headers=headers) as response:
            _check_status(response.status_code)
            if response.status_code != httpx.codes.PARTIAL_CONTENT:  # the storage ignored the range: start over
                file.seek(0)
                file.truncate()
            for chunk in response.iter_bytes():
                _check_room(file.tell() + len(chunk))
                file.write(chunk)
    except httpx.RequestError:
        return False
    return True


def _check_address(url: str, sandbox_url: str | None) -> None:
    parts = urlsplit(url)
    if sandbox_url and (parts.scheme, parts.netloc) == urlsplit(sandbox_url)[:2]:
        return
    if parts.scheme != "https" or not parts.hostname:
        raise BulkFileRefused("Shopify's file has an address that is not https.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ShopifyUnavailable("The host of Shopify's file was not found.") from error
    if not all(is_public(str(address[0])) for *_, address in found):
        raise BulkFileRefused("Shopify's file has an address inside a private network.")


def _check_room(size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise BulkFileRefused(f"Shopify's file is larger than {MAX_FILE_BYTES // 1024**3} GB.")
    if shutil.disk_usage(gettempdir()).free < MIN_FREE_BYTES:
        raise ShopifyUnavailable(f"There is no room for Shopify's file in {gettempdir()}. Free some, or set TMPDIR.")


def _check_status(status: int) -> None:
    if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if 400 <= status < 500 and status not in _RETRYABLE_STATUSES:
        raise BulkFileExpired(f"Shopify's file has expired ({status}). It is requested again automatically.")
    raise ShopifyUnavailable(f"Shopify's file could not be downloaded ({status}).")
