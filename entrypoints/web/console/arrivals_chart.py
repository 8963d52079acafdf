"""`/console/events/over-time`: the data of the chart of received and failed events."""

from starlette.responses import JSONResponse, Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.console.count_arrivals import TIME_RANGES
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

RANGE_LABELS = [("1h", "1 hour"), ("24h", "24 hours"), ("7d", "7 days")]
_DEFAULT_RANGE = "1h"


def read_range(request: ConsoleRequest) -> str:
    """The time range in the address; the shortest one if it names none."""
    chosen = request.get_query_param("range")
    return chosen if chosen in TIME_RANGES else _DEFAULT_RANGE


def get_arrivals(request: ConsoleRequest) -> Response:
    """Starts of the intervals in seconds since 1970, and the counts of each; `interval` is in seconds."""
    shop, time_range = request.get_query_param("shop"), TIME_RANGES[read_range(request)]
    arrivals = request.container.count_arrivals()(time_range, parse_shop_domain(shop) if shop else None)
    series = {
        "interval": int(time_range.interval.total_seconds()),
        "times": [int(each.start.timestamp()) for each in arrivals],
        "received": [each.received for each in arrivals],
        "failed": [each.failed for each in arrivals],
    }
    return JSONResponse(series, headers={"Cache-Control": "no-store"})
