"""The lot that a path of `/api/v1` names."""

from urllib.parse import unquote

from starlette.requests import Request

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.use_cases.stock.records import LotKey


def read_lot_key(request: Request, action: str = "") -> LotKey:
    """The item and the lot code of a path: each may contain an encoded slash, so the path is split before decoding.

    `action` is the end of the path, after the lot. Raises `NotFound`.
    """
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.decode("ascii", "replace").partition("/lots/")[2].removesuffix(action)
    item_id, _, code = path.partition("/")
    key = LotKey(unquote(item_id), unquote(code))
    # Not every database accepts U+0000 in a query, and no lot contains it.
    if "\0" in key.item_id + key.code:
        raise NotFound("There is no lot whose code contains U+0000.")
    return key
