"""Pages of lists: the newest first, by default of the last month."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call
from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
DEFAULT_PERIOD = timedelta(days=31)

JsonObject = dict[str, Any]


def build_page(call: Call, key: str, objects: Iterable[JsonObject]) -> JsonObject:
    """A page of these objects, which are given oldest first, as the request's parameters ask for it."""
    parameters = call.request.query_params
    if "before_id" in parameters and "after_id" in parameters:
        raise build_invalid("BAD_REQUEST", "Give before_id or after_id, not both.")
    newest_first = [each for each in objects if _is_in_period(call, each)][::-1]
    ids = [each["id"] for each in newest_first]
    if (before_id := parameters.get("before_id")) in ids:
        newest_first = newest_first[ids.index(before_id) + 1 :]
    size = _read_page_size(parameters.get("page_size"))
    if (after_id := parameters.get("after_id")) in ids:
        newer = newest_first[: ids.index(after_id)]
        return {key: newer[-size:], "has_more": len(newer) > size}
    return {key: newest_first[:size], "has_more": len(newest_first) > size}


def _read_page_size(text: str | None) -> int:
    if text is None:
        return DEFAULT_PAGE_SIZE
    if not text.isdecimal() or not 0 < int(text) <= MAX_PAGE_SIZE:
        raise build_invalid("BAD_REQUEST", f"page_size must be a number from 1 to {MAX_PAGE_SIZE}.")
    return int(text)


def _is_in_period(call: Call, each: JsonObject) -> bool:
    parameters = call.request.query_params
    created_at = datetime.fromisoformat(each["created_at"])
    start = _read_time(parameters.get("start_datetime")) or call.state.clock() - DEFAULT_PERIOD
    end = _read_time(parameters.get("end_datetime"))
    return start <= created_at and (end is None or created_at <= end)


def _read_time(text: str | None) -> datetime | None:
    """A time without an offset is in UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise build_invalid("DATE.PARSE.FAILURE", f"'{text}' is not an ISO 8601 time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
