"""`/console/events`: what came in, and replaying what a filter means."""

from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.responses import Response

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.domain.model.webhook_topic import TOPICS
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back, query_of

PAGE = 50

STATES = {
    EventStatus.PENDING: "waits for a worker, or for its next attempt",
    EventStatus.PROCESSING: "a worker has it",
    EventStatus.DONE: "applied to the ERP",
    EventStatus.SUPERSEDED: "older than what the ERP has, so not applied",
    EventStatus.IGNORED: "nothing is to be done for it",
    EventStatus.PARKED: "waits for a person, or for something it needs",
    EventStatus.DEAD: "failed too often; replay it once the cause is mended",
}
SINCE = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
UNFINISHED = (EventStatus.PENDING, EventStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class Wish:
    """The filter as a person fills it in; what is not known there is left out."""

    shop: str
    topic: str
    state: str
    since: str
    text: str

    @classmethod
    def of(cls, visit: Visit) -> "Wish":
        """From the address, or from the form that repeats it."""
        read = visit.filled if visit.request.method == "POST" else visit.asked
        wish = cls(*(read(name) for name in ("shop", "topic", "state", "since", "text")))
        known_state = wish.state if wish.state in {str(state) for state in STATES} else ""
        return replace(wish, state=known_state, since=wish.since if wish.since in SINCE else "")

    def filter(self, visit: Visit) -> EventFilter:
        """What it means now."""
        since = SINCE.get(self.since)
        return EventFilter(
            status=EventStatus(self.state) if self.state else None,
            shop=ShopDomain(self.shop) if self.shop else None,
            topic=self.topic or None,
            received_from=visit.container.clock().now() - since if since else None,
            text=self.text or None,
        )

    def address(self, page: str = "/console/events", **more: object) -> str:
        """A page with this filter."""
        parameters = {name: getattr(self, name) for name in self.__slots__}
        return page + query_of(**parameters, **more)


def show(visit: Visit) -> Response:
    """The newest events first, a page at a time; the first page renews itself."""
    wish = Wish.of(visit)
    before = visit.asked("before")
    with visit.container.unit_of_work()() as tx:
        shops = [shop.domain for shop in tx.shops.all()]
        events = tx.events.latest(PAGE + 1, wish.filter(visit), int(before) if before.isdecimal() else None)
    older = wish.address(before=events[PAGE - 1].id) if len(events) > PAGE else None
    return render(
        visit,
        "events.html",
        wish=wish,
        shops=shops,
        topics=[topic.name for topic in TOPICS],
        states=STATES,
        events=events[:PAGE],
        older=older,
        first=not before,
    )


def confirm(visit: Visit) -> Response:
    """Tell how many events a replay would concern, by state, before it is done."""
    wish = Wish.of(visit)
    with visit.container.unit_of_work()() as tx:
        counts = tx.events.counts(wish.filter(visit))
    settled = {status: count for status, count in counts.items() if status not in UNFINISHED}
    return render(visit, "replay.html", wish=wish, settled=settled, total=sum(settled.values()), states=STATES)


def replay(visit: Visit) -> Response:
    """Have all that the filter means tried once more."""
    wish = Wish.of(visit)
    count = visit.container.replay_events()(wish.filter(visit))
    to = replace(wish, state="").address()
    return back(to, f"{count} {'event is' if count == 1 else 'events are'} tried once more.")
