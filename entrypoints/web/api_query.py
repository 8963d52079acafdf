"""The path and the query of a call of `/api/v1`.

An unknown key of a query is refused, as in a body: it would ask for something else.
"""

from collections.abc import Collection

from starlette.requests import Request

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.api_schemas import MAX_TEXT, MalformedBody


def read_path_id(request: Request, name: str) -> int:
    """The id that the path has at a name. Raises `NotFound`."""
    number = parse_id(str(request.path_params[name]))
    if not number:
        raise NotFound(f"There is no {name} with this id.")
    return number


def read_query(request: Request, known: Collection[str]) -> dict[str, str]:
    """The values by key. Raises `MalformedBody`, which names the key."""
    values = dict(request.query_params.multi_items())
    for key, value in values.items():
        if key not in known:
            raise MalformedBody(f"The query has an unknown key `{key}`. Known keys: {', '.join(sorted(known))}.")
        if len(value) > MAX_TEXT or "\0" in value:
            raise MalformedBody(f"`{key}` is longer than {MAX_TEXT} characters, or contains U+0000.")
    return values


def parse_number(values: dict[str, str], key: str, highest: int) -> int | None:
    """A whole number from 1. Raises `MalformedBody`."""
    if key not in values:
        return None
    number = parse_id(values[key])
    if not number or number > highest:
        raise MalformedBody(f"`{key}` is no whole number from 1 to {highest}.")
    return number
