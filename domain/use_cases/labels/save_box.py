"""A person names the boxes that parcels are packed in."""

from dataclasses import asdict, dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.policies.audit_changes import diff_fields
from novex_shopify.domain.policies.box_checks import check_box
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SaveBox:
    """Creates, changes and deletes boxes. Parcels keep the box they were packed in."""

    unit_of_work: UnitOfWork

    def __call__(self, box: Box) -> None:
        """Create a box, or replace the one with its code. Raises `InvalidBox`."""
        check_box(box)
        with self.unit_of_work() as tx:
            known = tx.boxes.get(box.code)
            tx.boxes.save(box)
            before, after = diff_fields(known, box) if known else ({}, asdict(box))
            tx.audit_log.record(AuditAction.BOX_SAVED, AuditSubject(AuditedKind.BOX, box.code), before, after)
            tx.commit()

    def delete(self, code: str) -> None:
        """Delete a box. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            known = tx.boxes.get(code)
            if known is None:
                raise NotFound(f"There is no box {code}.")
            tx.boxes.delete(code)
            tx.audit_log.record(AuditAction.BOX_DELETED, AuditSubject(AuditedKind.BOX, code), asdict(known))
            tx.commit()
