"""What became of each event of a group."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent

Given = TypeVar("Given")
Made = TypeVar("Made")


class EventOutcomes(dict[int, Settlement | NovexError]):
    """By the event's id: its settlement, or the error that its attempt, and no other, ended with."""

    def try_each(
        self, given: Iterable[tuple[WebhookEvent, Given]], make: Callable[[Given], Made]
    ) -> list[tuple[WebhookEvent, Made]]:
        """Make something of what is given for each event. Where that raises one of our errors, it is the outcome."""
        made = []
        for event, each in given:
            try:
                made.append((event, make(each)))
            except NovexError as error:
                self[event.id] = error
        return made

    def parse(self, events: Iterable[WebhookEvent], reader: Callable[[bytes], Made]) -> list[tuple[WebhookEvent, Made]]:
        """Make something of each event's body."""
        return self.try_each(((event, event.body) for event in events), reader)

    def settle(self, event: WebhookEvent, status: EventStatus, reason: str | None = None) -> None:
        """Note how an event ended."""
        self[event.id] = Settlement(status, reason)
