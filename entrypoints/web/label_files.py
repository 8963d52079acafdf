"""The files of a bought label. The address is on them, so it is recorded who took them."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import LabelFormat
from novex_shopify.domain.timing import HOUR

_MEDIA_TYPES = {LabelFormat.PNG: "image/png", LabelFormat.PDF: "application/pdf", LabelFormat.ZPL: "text/plain"}


def send_label(container: Container, purchase_id: int, name: str, *, is_attachment: bool = True) -> Response:
    """Raises `NotFound` for another format, and as `GetLabelFile`. A browser shows what is no attachment."""
    if name not in set(LabelFormat):
        raise NotFound(f"A label is one of {', '.join(LabelFormat)}.")
    label_format = LabelFormat(name)
    content = container.get_label_file()(purchase_id, label_format)
    file = SentFile(f"label-{purchase_id}.{name}", content, _MEDIA_TYPES[label_format])
    return _send(container, purchase_id, file, is_attachment=is_attachment)


def send_customs_form(container: Container, purchase_id: int, number: int, *, is_attachment: bool = True) -> Response:
    """Raises as `GetCustomsForm`."""
    content = container.get_customs_form()(purchase_id, number)
    file = SentFile(f"label-{purchase_id}-customs-{number}.pdf", content, _MEDIA_TYPES[LabelFormat.PDF])
    return _send(container, purchase_id, file, is_attachment=is_attachment)


def join_bought_labels(container: Container, purchase_ids: Sequence[int]) -> bytes:
    """Those of them that are bought, in one PDF. Raises `NotFound` if none is, and as `GetLabelFile`."""
    with container.read_transaction() as tx:
        found = tx.label_purchases.get_many(purchase_ids)
    bought = [each.id for each in found if each.has_valid_label]
    if not bought:
        raise NotFound("None of these labels is bought.")
    files = [container.get_label_file()(each, LabelFormat.PDF) for each in bought]
    for each in bought:
        subject = AuditSubject(AuditedKind.LABEL, str(each))
        container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": "labels.pdf"}, at_most_every=HOUR)
    return container.document_drawer().join_labels(files)


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    content: bytes
    media_type: str


def _send(container: Container, purchase_id: int, file: SentFile, *, is_attachment: bool) -> Response:
    subject = AuditSubject(AuditedKind.LABEL, str(purchase_id))
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": file.name}, at_most_every=HOUR)
    disposition = "attachment" if is_attachment else "inline"
    headers = {"Content-Disposition": f'{disposition}; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)
