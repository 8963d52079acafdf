"""Subscribing a store to the topics of the topic table."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import ShopifyRefused, describe, unforeseen
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(hours=6)
LOOK_AGAIN_AFTER_FAILURE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RegisterWebhooks:
    """Makes a store's subscriptions equal to the topic table.

    Shopify deletes a subscription after eight failed deliveries, so this runs at connect and then on a schedule.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    clock: Clock
    address: str

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
        """Repair one store's subscriptions now; returns them.

        Raises `ShopifyRefused` if some topics were declined, once the others are made.
        """
        access = self.access(shop)
        kept = self._without_strangers(access, self.admin.webhook_subscriptions(access))
        subscribed = {subscription.topic for subscription in kept}
        refusals = []
        for topic in SUBSCRIBED:
            if topic not in subscribed:
                try:
                    kept.append(self.admin.create_webhook_subscription(access, topic, self.address))
                except ShopifyRefused as refusal:  # one topic that is not allowed must not cost the others
                    refusals.append(str(refusal))
        with self.unit_of_work() as tx:
            tx.subscriptions.replace(shop, kept)
            tx.subscriptions.look_again(shop, self.clock.now() + LOOK_EVERY)
            tx.commit()
        if refusals:
            raise ShopifyRefused(f"{len(refusals)} of {len(SUBSCRIBED)} subscriptions", refusals)
        return kept

    def _without_strangers(
        self, access: ShopAccess, existing: Iterable[WebhookSubscription]
    ) -> list[WebhookSubscription]:
        """Delete what has another address, is a second one of its topic, or is no longer wanted; keep the rest."""
        kept: dict[str, WebhookSubscription] = {}
        for subscription in existing:
            if subscription.uri == self.address and subscription.topic in set(SUBSCRIBED) - kept.keys():
                kept[subscription.topic] = subscription
            else:
                self.admin.delete_webhook_subscription(access, subscription.id)
        return list(kept.values())

    def _note_failure(self, shop: ShopDomain, error: Exception) -> None:
        _log.warning("subscriptions.failed", extra={"shop": shop, "error": describe(error)}, exc_info=unforeseen(error))
        with self.unit_of_work() as tx:
            tx.subscriptions.look_again(shop, self.clock.now() + LOOK_AGAIN_AFTER_FAILURE, describe(error))
            tx.commit()
