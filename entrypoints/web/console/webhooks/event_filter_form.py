"""The filter of the event list, as a person fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.search_text import protect_search_text, read_search_text

TIME_RANGES = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class EventFilterForm:
    """Unknown values of `status` and `since` mean no filter."""

    shop: str = ""
    topic: str = ""
    status: str = ""
    since: str = ""
    text: str = ""
    text_parameters: Mapping[str, str] = field(default_factory=dict)
    """What stands for the text in an address."""

    @classmethod
    def from_request(cls, request: ConsoleRequest) -> "EventFilterForm":
        """From the URL, or from a form."""
        is_form = request.http_request.method == "POST"
        read_field = request.get_form_field if is_form else request.get_query_param
        text = request.get_form_field("text") if is_form else read_search_text(request)
        choices = {name: read_field(name) for name in ("shop", "topic", "status", "since")}
        return cls(**choices, text=text, text_parameters=protect_search_text(request, text))

    def __post_init__(self) -> None:
        if self.status not in set(EventStatus):
            object.__setattr__(self, "status", "")
        if self.since not in TIME_RANGES:
            object.__setattr__(self, "since", "")

    @property
    def fields(self) -> dict[str, str]:
        return {"shop": self.shop, "topic": self.topic, "status": self.status, "since": self.since, "text": self.text}

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
        return path + build_query(**{**self.fields, "text": "", **self.text_parameters}, **extra)
