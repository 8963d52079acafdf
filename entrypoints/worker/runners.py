"""Which use case does which kind of work."""

from collections.abc import Callable, Mapping

from novex_shopify.config.container import Container
from novex_shopify.domain.model.work import Work

Runner = Callable[[], bool]
"""Does the next unit of work; False if there is none."""


def build_runners(container: Container) -> Mapping[Work, Runner]:
    return {
        Work.EVENTS: container.process_event().run_next,
        Work.FULFILLMENTS: container.send_fulfillments().run_next,
        Work.SUBSCRIPTIONS: container.register_webhooks().run_next,
        Work.IMPORTS: container.run_import().run_next,
        Work.AUDITS: container.audit_orders().run_next,
        Work.SETTLE: container.settle_order().run_next,
        Work.LABELS: container.process_label_purchase().run_next,
        Work.MANIFESTS: container.process_manifest().run_next,
        Work.NOTIFICATIONS: container.send_notifications().run_next,
        Work.STOCK: container.push_stock().run_next,
        Work.INVOICES: container.issue_due_invoices().run_next,
    }
