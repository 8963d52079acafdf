"""Fetching the file of a bulk operation."""

from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

import httpx

from novex_shopify.domain.errors import BulkFileGone, ShopifyUnavailable

_TRIES = 5
_LATER = frozenset({408, 425, 429})


@contextmanager
def fetched(http: httpx.Client, url: str) -> Generator[BinaryIO]:
    """The file, on this machine's disk for as long as the block lasts; nothing is left of it even after a kill.

    Raises `BulkFileGone` if it is not there any more, and `ShopifyUnavailable` if it could not be fetched whole.
    """
    with TemporaryFile() as file:
        for _ in range(_TRIES):
            if _fetch_the_rest(http, url, file):
                file.seek(0)
                yield file
                return
    raise ShopifyUnavailable("Shopify's file could not be fetched whole; its connection broke again and again.")


def _fetch_the_rest(http: httpx.Client, url: str, file: BinaryIO) -> bool:
    """Go on where the last try was cut off; whether all is here then. The address is signed, so no token is sent."""
    here = file.tell()
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
    try:
        with http.stream("GET", url, headers=headers) as response:
            _check(response.status_code)
            if response.status_code != httpx.codes.PARTIAL_CONTENT:
                file.seek(0)
                file.truncate()
            for piece in response.iter_bytes():
                file.write(piece)
    except httpx.RequestError:
        return False
    return True


def _check(status: int) -> None:
    if status >= 500 or status in _LATER:
        raise ShopifyUnavailable(f"Shopify's file could not be fetched ({status}).")
    if status >= 400:
        raise BulkFileGone(f"Shopify's file is not there any more ({status}); it is asked for anew.")
