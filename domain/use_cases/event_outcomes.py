"""How each event of a group ended."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent

Result = TypeVar("Result")


class EventOutcomes(Mapping[int, Settlement | NovexError]):
    """By event id: the settlement, or the error that ended the attempt of this event but not of the others."""

    def __init__(self) -> None:
        self._by_id: dict[int, Settlement | NovexError] = {}

    def __getitem__(self, event_id: int) -> Settlement | NovexError:
        return self._by_id[event_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def settle(self, event: WebhookEvent, status: EventStatus, reason: str | None = None) -> None:
        self._by_id[event.id] = Settlement(status, reason)

    def fail(self, event: WebhookEvent, error: NovexError) -> None:
        self._by_id[event.id] = error

    @contextmanager
    def catch_errors(self, event: WebhookEvent) -> Iterator[None]:
        """Turn a `NovexError` into the event's outcome, so that the others continue."""
        try:
            yield
        except NovexError as error:
            self.fail(event, error)

    def parse(
        self, events: Iterable[WebhookEvent], parser: Callable[[bytes], Result]
    ) -> list[tuple[WebhookEvent, Result]]:
        """Parse each event's body; a body that cannot be parsed fails its event."""
        parsed = []
        for event in events:
            with self.catch_errors(event):
                parsed.append((event, parser(event.body)))
        return parsed
