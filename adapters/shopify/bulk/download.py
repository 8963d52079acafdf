"""Fetching the file of a bulk operation."""

from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

import httpx

from novex_shopify.domain.errors import BulkFileExpired, ShopifyUnavailable

_MAX_ATTEMPTS = 5
_RETRYABLE_STATUSES = frozenset({408, 425, 429})


@contextmanager
def download_file(http: httpx.Client, url: str) -> Generator[BinaryIO]:
    """The file, on this machine's disk for as long as the block lasts; nothing is left of it even after a kill.

    Raises `BulkFileExpired` if it is not there any more, and `ShopifyUnavailable` if it could not be fetched whole.
    """
    with TemporaryFile() as file:
        for _ in range(_MAX_ATTEMPTS):
            if _download_remaining(http, url, file):
                file.seek(0)
                yield file
                return
    raise ShopifyUnavailable("Shopify's file could not be fetched whole; its connection broke again and again.")


def _download_remaining(http: httpx.Client, url: str, file: BinaryIO) -> bool:
    """Go on where the last try was cut off; whether all is here then. The address is signed, so no token is sent."""
    offset = file.tell()
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={offset}-"} if offset else {})
    try:
        with http.stream("GET", url, headers=headers) as response:
            _check_status(response.status_code)
            if response.status_code != httpx.codes.PARTIAL_CONTENT:
                file.seek(0)
                file.truncate()
            for chunk in response.iter_bytes():
                file.write(chunk)
    except httpx.RequestError:
        return False
    return True


def _check_status(status: int) -> None:
    if status >= 500 or status in _RETRYABLE_STATUSES:
        raise ShopifyUnavailable(f"Shopify's file could not be fetched ({status}).")
    if status >= 400:
        raise BulkFileExpired(f"Shopify's file is not there any more ({status}); it is asked for anew.")
