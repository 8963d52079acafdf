"""The file of a bought label. The address is on it, so it is recorded who took it."""

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
    subject = AuditSubject(AuditedKind.LABEL, str(purchase_id))
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": name}, at_most_every=HOUR)
    disposition = "attachment" if is_attachment else "inline"
    filename = f'{disposition}; filename="label-{purchase_id}.{name}"'
    headers = {"Content-Disposition": filename, "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[label_format], headers=headers)
