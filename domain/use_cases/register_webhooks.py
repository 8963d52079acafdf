"""Subscribing a store to the topics of the topic table."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import ShopifyRefused, describe, unforeseen
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.ask_for_catch_up import ask_for_catch_up
from novex_shopify.domain.use_cases.note_connection import (
    LOOK_WHILE_AWAY_EVERY,
    note_failure,
    note_success,
    told_by,
)
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(hours=6)
LOOK_AGAIN_AFTER_FAILURE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RegisterWebhooks:
    """Makes a store's subscriptions equal to the topic table.

    Shopify deletes a subscription after eight failed deliveries, so this runs at connect and then on a schedule. What a
    store did not tell while a topic was not subscribed is to be caught up, from when it was last found subscribed.
    `topics` is empty where the app's own settings at Shopify name the topics: each would be delivered twice otherwise.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    clock: Clock
    address: str
    topics: Collection[str]
    api_version: str

    def run_next(self) -> bool:
        """Look after one store that is due; False if none is. A failure is noted, and looked at again soon."""
        with self.unit_of_work() as tx:
            shop = tx.subscriptions.due(self.clock.now())
            if shop is None:
                return False
            tx.subscriptions.look_again(shop, self.clock.now() + LOOK_AGAIN_AFTER_FAILURE)
            tx.commit()
        try:
            self(shop)
        except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
            self._note_failure(shop, error)
        return True

    def __call__(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """Repair one store's subscriptions now; returns them. What the store may not have told is to be caught up.

        Raises `ShopifyRefused` if some topics were declined, once the others are made.
        """
        access = self.access(shop)
        kept = self._without_strangers(access, self.admin.webhook_subscriptions(access))
        subscribed = {subscription.topic for subscription in kept}
        missing = [topic for topic in self.topics if topic not in subscribed]
        if missing:  # noted before it is mended: whoever dies in between leaves the gap behind
            self._keep(shop, kept, missing)
        made, refusals = self._subscribe(access, missing)
        self._keep(shop, [*kept, *made], missing)
        self._tell_of_other_versions(shop, made)
        if refusals:
            raise ShopifyRefused(f"{len(refusals)} of {len(self.topics)} subscriptions", refusals)
        return [*kept, *made]

    def _subscribe(
        self, access: ShopAccess, topics: Iterable[str]
    ) -> tuple[Sequence[WebhookSubscription], Sequence[str]]:
        made, refusals = [], []
        for topic in topics:
            try:
                made.append(self.admin.create_webhook_subscription(access, topic, self.address))
            except ShopifyRefused as refusal:  # one topic that is not allowed must not cost the others
                refusals.append(str(refusal))
        return made, refusals

    def _keep(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], missing: Collection[str]) -> None:
        now = self.clock.now()
        there = {subscription.topic for subscription in subscriptions}
        with self.unit_of_work() as tx:
            seen = tx.subscriptions.last_seen(shop)
            gaps = {topic: seen[topic].at for topic in missing if topic in seen and _is_news(topic, seen, there)}
            if gaps:
                reason = f"not subscribed for a time: {', '.join(sorted(gaps))}"
                ask_for_catch_up(tx, Gap(shop, min(gaps.values()), reason, now))
            tx.subscriptions.saw(shop, subscriptions, set(missing) - there, now)
            tx.subscriptions.look_again(shop, now + LOOK_EVERY)
            note_success(tx, shop, now)
            tx.commit()
        if gaps:
            _log.warning("subscriptions.lost", extra={"shop": shop, "topics": sorted(gaps)})

    def _tell_of_other_versions(self, shop: ShopDomain, made: Iterable[WebhookSubscription]) -> None:
        """Shopify does not let an app choose it for a subscription: it is the one in the app's own settings."""
        others = sorted({subscription.api_version for subscription in made} - {self.api_version})
        if others:
            facts = {"shop": shop, "subscribed": others, "expected": self.api_version}
            _log.warning("subscriptions.other_version", extra=facts)

    def _without_strangers(
        self, access: ShopAccess, existing: Iterable[WebhookSubscription]
    ) -> list[WebhookSubscription]:
        """Delete what has another address, is a second one of its topic, or is no longer wanted; keep the rest."""
        kept: dict[str, WebhookSubscription] = {}
        for subscription in existing:
            if subscription.uri == self.address and subscription.topic in set(self.topics) - kept.keys():
                kept[subscription.topic] = subscription
            else:
                self.admin.delete_webhook_subscription(access, subscription.id)
        return list(kept.values())

    def _note_failure(self, shop: ShopDomain, error: Exception) -> None:
        _log.warning("subscriptions.failed", extra={"shop": shop, "error": describe(error)}, exc_info=unforeseen(error))
        now = self.clock.now()
        pause = LOOK_WHILE_AWAY_EVERY if told_by(error) else LOOK_AGAIN_AFTER_FAILURE
        with self.unit_of_work() as tx:
            note_failure(tx, shop, error, now)
            tx.subscriptions.look_again(shop, now + pause, describe(error))
            tx.commit()


def _is_news(topic: str, seen: Mapping[str, LastSeen], there: Collection[str]) -> bool:
    """A loss is told when it is found, and once more when it has ended; not at every look in between."""
    return topic in there or not seen[topic].lost
