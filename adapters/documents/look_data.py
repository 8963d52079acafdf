"""What the template shows of a look: colors, and the merchant's texts by paragraph."""

from collections.abc import Mapping, Sequence
from typing import Any

from novex_shopify.domain.model.document_design import DocumentLook, compute_contrast

_BLACK, _WHITE, _LIGHT_GREY = "#000000", "#ffffff", "#f0f0f0"


def build_look(look: DocumentLook) -> Mapping[str, Any]:
    head = look.head_color or _LIGHT_GREY
    is_dark = compute_contrast(head, _WHITE) > compute_contrast(head, _BLACK)
    return {
        "accent": look.accent_color or _BLACK,
        "head_fill": head,
        "head_text": _WHITE if is_dark else _BLACK,
        "logo_format": look.logo.format if look.logo else "",
    }


def split_paragraphs(text: str | None) -> Sequence[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
