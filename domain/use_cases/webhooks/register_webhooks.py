"""Subscribes stores to webhook topics."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import ShopifyRefused, UnknownShopifyError, describe, to_log_fields, unexpected
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.model.webhook_topic import select_granted
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import (
    FAILED_CHECK_RETRY_DELAY,
    SUBSCRIPTION_CHECK_INTERVAL,
    UNAVAILABLE_CHECK_INTERVAL,
)
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    connection_from_error,
    record_connection_failure,
    record_connection_success,
)
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.shops.refresh_profile import refresh_profile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RegisterWebhooks:
    """Makes a store's subscriptions equal to `topics`, as far as the store grants their scopes.

    Shopify deletes a subscription after eight failed deliveries, so this runs at connect and then on a schedule. A
    topic found unsubscribed opens a missed window that begins when it was last seen.

    `topics` is empty if the app's settings at Shopify name the topics, since each would be delivered twice otherwise.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    clock: Clock
    webhook_url: str
    topics: Collection[str]
    api_version: str

    def run_next(self) -> bool:
        """Check one store that is due; False if none is. A failure is stored, and checked again soon."""
        with self.unit_of_work() as tx:
            shop = tx.subscriptions.find_due_shop(self.clock.now()) if self.access.address.is_confirmed(tx) else None
            if shop is None:
                return False
            tx.subscriptions.schedule_check(shop, self.clock.now() + FAILED_CHECK_RETRY_DELAY)
            tx.commit()
        try:
            self(shop)
        except Exception as error:  # any error at all, so that it is stored and not lost with the thread
            self._record_failure(shop, error)
        return True

    def __call__(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """Repair one store's subscriptions now and return them.

        Raises `ShopifyRefused` if Shopify declined some topics, after the others are subscribed, and `AddressChanged`.
        """
        self._record_address()
        access = self.access(shop)
        existing = self.admin.fetch_webhook_subscriptions(access)
        # After a call that reports a problem of the connection, because this one passes over it.
        refresh_profile(self.unit_of_work, self.admin, access)
        topics = select_granted(self.topics, access.scopes)
        kept = self._delete_unknown(access, topics, existing)
        subscribed = {subscription.topic for subscription in kept}
        missing = [topic for topic in topics if topic not in subscribed]
        if missing:  # recorded before the repair, so that a crash in between does not lose the missed window
            self._save_subscriptions(shop, kept, missing)
        created, refusals = self._subscribe(access, missing)
        self._save_subscriptions(shop, [*kept, *created], missing)
        self._warn_about_versions(shop, created)
        if refusals:
            raise ShopifyRefused(f"{len(refusals)} of {len(topics)} subscriptions", refusals)
        return [*kept, *created]

    def _record_address(self) -> None:
        with self.unit_of_work() as tx:
            self.access.address.record_first_use(tx, self.clock.now())
            tx.commit()

    def _subscribe(
        self, access: ShopAccess, topics: Iterable[str]
    ) -> tuple[Sequence[WebhookSubscription], Sequence[str]]:
        created, refusals = [], []
        for topic in topics:
            try:
                created.append(self.admin.create_webhook_subscription(access, topic, self.webhook_url))
            except (ShopifyRefused, UnknownShopifyError) as refusal:  # one topic must not stop the others
                refusals.append(str(refusal))
        return created, refusals

    def _save_subscriptions(
        self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], missing: Collection[str]
    ) -> None:
        now = self.clock.now()
        subscribed = {subscription.topic for subscription in subscriptions}
        with self.unit_of_work() as tx:
            last_seen = tx.subscriptions.get_last_seen(shop)
            missed_since = {
                topic: last_seen[topic].seen_at
                for topic in missing
                if topic in last_seen and _has_missing_state_changed(topic, last_seen, subscribed)
            }
            if missed_since:
                reason = f"not subscribed for a time: {', '.join(sorted(missed_since))}"
                record_missed_window(tx, MissedWindow(shop, min(missed_since.values()), reason, now))
            tx.subscriptions.record_last_seen(shop, subscriptions, set(missing) - subscribed, now)
            tx.subscriptions.schedule_check(shop, now + SUBSCRIPTION_CHECK_INTERVAL)
            record_connection_success(tx, shop, now)
            tx.commit()
        if missed_since:
            _log.warning("subscriptions.missing", extra={"shop": shop, "topics": sorted(missed_since)})

    def _warn_about_versions(self, shop: ShopDomain, created: Iterable[WebhookSubscription]) -> None:
        others = sorted({subscription.api_version for subscription in created} - {self.api_version})
        if others:
            # The version of a subscription comes from the app's settings at Shopify; a call cannot choose it.
            fields = {"shop": shop, "subscribed_versions": others, "expected_version": self.api_version}
            _log.warning("subscriptions.api_version_mismatch", extra=fields)

    def _delete_unknown(
        self, access: ShopAccess, topics: Collection[str], existing: Iterable[WebhookSubscription]
    ) -> list[WebhookSubscription]:
        """Delete subscriptions with another URL, of another topic, or second ones of a topic; return the others."""
        kept: dict[str, WebhookSubscription] = {}
        for subscription in existing:
            if subscription.uri == self.webhook_url and subscription.topic in set(topics) - kept.keys():
                kept[subscription.topic] = subscription
            else:
                self.admin.delete_webhook_subscription(access, subscription.id)
        return list(kept.values())

    def _record_failure(self, shop: ShopDomain, error: Exception) -> None:
        _log.warning(
            "subscriptions.check_failed", extra={"shop": shop, **to_log_fields(error)}, exc_info=unexpected(error)
        )
        now = self.clock.now()
        pause = UNAVAILABLE_CHECK_INTERVAL if connection_from_error(error) else FAILED_CHECK_RETRY_DELAY
        with self.unit_of_work() as tx:
            record_connection_failure(tx, shop, error, now)
            tx.subscriptions.schedule_check(shop, now + pause, describe(error))
            tx.commit()


def _has_missing_state_changed(topic: str, last_seen: Mapping[str, LastSeen], subscribed: Collection[str]) -> bool:
    """True when a missing topic is found and when it is subscribed again, but not at the checks in between."""
    return topic in subscribed or not last_seen[topic].missing
