"""How each event of a group ended."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent

Input = TypeVar("Input")
Result = TypeVar("Result")


class EventOutcomes(dict[int, Settlement | NovexError]):
    """By event id: the settlement, or the error that ended this event's attempt but not those of the others."""

    def try_each(
        self, inputs: Iterable[tuple[WebhookEvent, Input]], function: Callable[[Input], Result]
    ) -> list[tuple[WebhookEvent, Result]]:
        """Apply a function to each event's input. A `NovexError` becomes that event's outcome."""
        results = []
        for event, value in inputs:
            try:
                results.append((event, function(value)))
            except NovexError as error:
                self[event.id] = error
        return results

    def parse(
        self, events: Iterable[WebhookEvent], parser: Callable[[bytes], Result]
    ) -> list[tuple[WebhookEvent, Result]]:
        """Parse each event's body. A `NovexError` becomes that event's outcome."""
        return self.try_each(((event, event.body) for event in events), parser)

    def settle(self, event: WebhookEvent, status: EventStatus, reason: str | None = None) -> None:
        self[event.id] = Settlement(status, reason)
