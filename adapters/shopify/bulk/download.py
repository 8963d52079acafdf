"""Downloads the file of a bulk operation."""

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
    """The file on the local disk, for as long as the block lasts.

    Raises `BulkFileExpired` if Shopify has deleted it, and `ShopifyUnavailable` if it could not be downloaded whole.
    """
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
                file.write(chunk)
    except httpx.RequestError:
        return False
    return True


def _check_status(status: int) -> None:
    if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if 400 <= status < 500 and status not in _RETRYABLE_STATUSES:
        raise BulkFileExpired(f"Shopify's file has expired ({status}). It is requested again automatically.")
    raise ShopifyUnavailable(f"Shopify's file could not be downloaded ({status}).")
