"""The merchant removed the app."""

from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.disconnect_shop import disconnect


def app_uninstalled(tx: Transaction, event: WebhookEvent) -> Settlement:
    """Disconnect the store, unless it was connected again since the event was triggered."""
    left = disconnect(tx, event.shop_domain, event.triggered_at or event.received_at)
    return Settlement(EventStatus.DONE if left else EventStatus.SUPERSEDED)
