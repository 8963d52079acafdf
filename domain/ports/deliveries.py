"""When the stores were heard of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.silence import Silence


class Deliveries(Protocol):
    """What is remembered of stored webhooks, beyond their own time: by store, topic and hour."""

    def tally(self, received_before: datetime, limit: int) -> int:
        """Count stored webhooks that were not counted yet, in order of receipt, `limit` at most; returns how many."""
        ...

    def last(self, shop: ShopDomain) -> Mapping[str, datetime]:
        """When each topic (as in the header) was last received, as far as counted."""
        ...

    def hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        """The hours, by their beginning, in which something was received."""
        ...

    def forget_hours(self, before: datetime) -> None:
        """Drop hours that nobody needs any more."""
        ...

    def silence(self, shop: ShopDomain) -> Silence | None:
        """The store's silence, if one was noticed."""
        ...

    def silences(self) -> Sequence[Silence]:
        """All that were noticed and have not ended, by store."""
        ...

    def note_silence(self, silence: Silence) -> None:
        """Remember that a store is silent, in place of what was known of it."""
        ...

    def end_silence(self, shop: ShopDomain) -> None:
        """The store was heard again."""
        ...
