"""Subscribing a store to the topics of the topic table."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import ShopifyRefused, describe, unexpected
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    CHECK_UNAVAILABLE_EVERY,
    connection_from_error,
    record_failure,
    record_success,
)
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

CHECK_SUBSCRIPTIONS_EVERY = timedelta(hours=6)
RETRY_CHECK_AFTER = timedelta(minutes=1)


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
            shop = tx.subscriptions.find_due_shop(self.clock.now())
            if shop is None:
                return False
            tx.subscriptions.schedule_check(shop, self.clock.now() + RETRY_CHECK_AFTER)
            tx.commit()
        try:
            self(shop)
        except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
            self._record_failure(shop, error)
        return True

    def __call__(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """Repair one store's subscriptions now; returns them. What the store may not have told is to be caught up.

        Raises `ShopifyRefused` if some topics were declined, once the others are made.
        """
        access = self.access(shop)
        kept = self._delete_unknown(access, self.admin.fetch_webhook_subscriptions(access))
        subscribed = {subscription.topic for subscription in kept}
        missing = [topic for topic in self.topics if topic not in subscribed]
        if missing:  # noted before it is mended: whoever dies in between leaves the gap behind
            self._save(shop, kept, missing)
        made, refusals = self._subscribe(access, missing)
        self._save(shop, [*kept, *made], missing)
        self._warn_about_versions(shop, made)
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

    def _save(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], missing: Collection[str]) -> None:
        now = self.clock.now()
        there = {subscription.topic for subscription in subscriptions}
        with self.unit_of_work() as tx:
            seen = tx.subscriptions.get_last_seen(shop)
            gaps = {
                topic: seen[topic].seen_at
                for topic in missing
                if topic in seen and _is_newly_missing(topic, seen, there)
            }
            if gaps:
                reason = f"not subscribed for a time: {', '.join(sorted(gaps))}"
                record_missed_window(tx, MissedWindow(shop, min(gaps.values()), reason, now))
            tx.subscriptions.record_last_seen(shop, subscriptions, set(missing) - there, now)
            tx.subscriptions.schedule_check(shop, now + CHECK_SUBSCRIPTIONS_EVERY)
            record_success(tx, shop, now)
            tx.commit()
        if gaps:
            _log.warning("subscriptions.missing", extra={"shop": shop, "topics": sorted(gaps)})

    def _warn_about_versions(self, shop: ShopDomain, made: Iterable[WebhookSubscription]) -> None:
        """Shopify does not let an app choose it for a subscription: it is the one in the app's own settings."""
        others = sorted({subscription.api_version for subscription in made} - {self.api_version})
        if others:
            facts = {"shop": shop, "subscribed": others, "expected": self.api_version}
            _log.warning("subscriptions.api_version_mismatch", extra=facts)

    def _delete_unknown(self, access: ShopAccess, existing: Iterable[WebhookSubscription]) -> list[WebhookSubscription]:
        """Delete what has another address, is a second one of its topic, or is no longer wanted; keep the rest."""
        kept: dict[str, WebhookSubscription] = {}
        for subscription in existing:
            if subscription.uri == self.address and subscription.topic in set(self.topics) - kept.keys():
                kept[subscription.topic] = subscription
            else:
                self.admin.delete_webhook_subscription(access, subscription.id)
        return list(kept.values())

    def _record_failure(self, shop: ShopDomain, error: Exception) -> None:
        _log.warning(
            "subscriptions.check_failed", extra={"shop": shop, "error": describe(error)}, exc_info=unexpected(error)
        )
        now = self.clock.now()
        pause = CHECK_UNAVAILABLE_EVERY if connection_from_error(error) else RETRY_CHECK_AFTER
        with self.unit_of_work() as tx:
            record_failure(tx, shop, error, now)
            tx.subscriptions.schedule_check(shop, now + pause, describe(error))
            tx.commit()


def _is_newly_missing(topic: str, seen: Mapping[str, LastSeen], there: Collection[str]) -> bool:
    """A loss is told when it is found, and once more when it has ended; not at every look in between."""
    return topic in there or not seen[topic].missing
