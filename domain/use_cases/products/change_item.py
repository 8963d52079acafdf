"""A person says how an item is kept in stock and shipped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.product import EDITED_FIELDS, Item
from novex_shopify.domain.policies.audit_changes import diff_fields
from novex_shopify.domain.policies.item_checks import check_item
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Changes some of an item's `EDITED_FIELDS`. Lots that are stored keep their dates."""

    unit_of_work: UnitOfWork

    def __call__(self, item_id: str, changes: Mapping[str, Any]) -> Item:
        """Change these fields; none only returns the item. Raises `NotFound` and `InvalidItem`."""
        with self.unit_of_work() as tx:
            known = tx.erp.catalog.get(item_id)
            if known is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            changed = replace(known, **{name: value for name, value in changes.items() if name in EDITED_FIELDS})
            check_item(changed)
            if changed != known:
                tx.erp.catalog.set_edited_fields([changed])
                subject = AuditSubject(AuditedKind.ITEM, item_id)
                if changed.lot_tracked != known.lot_tracked and tx.erp.stock:
                    tx.erp.stock.news.add([item_id])
                tx.audit_log.record(AuditAction.ITEMS_CHANGED, subject, *diff_fields(known, changed))
                tx.commit()
        return changed
