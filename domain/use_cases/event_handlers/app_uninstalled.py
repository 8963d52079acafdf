"""The merchant removed the app."""

from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.disconnect_shop import disconnect


def app_uninstalled(tx: Transaction, event: WebhookEvent) -> Settlement:
    """Disconnect the store, unless it was connected again since the event was triggered."""
    shop = tx.shops.get(event.shop_domain)
    left_at = event.triggered_at or event.received_at
    if shop is None or left_at < shop.installed_at:
        return Settlement(EventStatus.SUPERSEDED)
    disconnect(tx, shop, left_at)
    return Settlement(EventStatus.DONE)
