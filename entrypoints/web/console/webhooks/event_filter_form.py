"""The filter of the event list, as a person fills it in."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query

TIME_RANGES = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class EventFilterForm:
    """Unknown values of `status` and `since` mean no filter."""

    shop: str = ""
    topic: str = ""
    status: str = ""
    since: str = ""
    text: str = ""

    @classmethod
    def from_request(cls, request: ConsoleRequest) -> "EventFilterForm":
        """From the URL, or from the form that confirms a retry."""
        read_field = request.get_form_field if request.http_request.method == "POST" else request.get_query_param
        return cls(*map(read_field, ("shop", "topic", "status", "since", "text")))

    def __post_init__(self) -> None:
        if self.status not in set(EventStatus):
            object.__setattr__(self, "status", "")
        if self.since not in TIME_RANGES:
            object.__setattr__(self, "since", "")

    @property
    def fields(self) -> dict[str, str]:
        return asdict(self)

    @property
    def is_active(self) -> bool:
        return any(self.fields.values())

    def to_event_filter(self, now: datetime) -> EventFilter:
        since = TIME_RANGES.get(self.since)
        return EventFilter(
            status=EventStatus(self.status) if self.status else None,
            shop=ShopDomain(self.shop) if self.shop else None,
            topic=self.topic or None,
            received_from=now - since if since else None,
            text=self.text or None,
        )

    def build_url(self, path: str = "/console/events", **extra: object) -> str:
        """The address of a page with this filter."""
        return path + build_query(**self.fields, **extra)
