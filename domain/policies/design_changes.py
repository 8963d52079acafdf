"""What a person changes of a design."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from novex_shopify.domain.model.audit import AuditValue, AuditValues
from novex_shopify.domain.model.document_design import DesignText, DocumentDesign, Logo
from novex_shopify.domain.policies.audit_changes import keep_differences
from novex_shopify.domain.policies.logo_file import check_logo

_SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class DesignChanges:
    """None leaves as it is; what is empty is removed.

    `logo` is the bytes of a file, `texts` are by place and language. A logo is hidden until the store gets its own.
    """

    accent_color: str | None = None
    head_color: str | None = None
    logo: bytes | None = None
    texts: Mapping[tuple[DesignText, str], str] = field(default_factory=dict)
    hides_logo: bool | None = None


def change_design(design: DocumentDesign, changes: DesignChanges) -> DocumentDesign:
    """Return the design with the changes, of the same version. Raises `InvalidDesign`."""
    if changes.accent_color is not None:
        design = replace(design, accent_color=_read_color(changes.accent_color))
    if changes.head_color is not None:
        design = replace(design, head_color=_read_color(changes.head_color))
    if changes.logo is not None:
        design = replace(design, logo=_read_logo(changes.logo) if changes.logo else None)
    if changes.hides_logo is not None or changes.logo:
        design = replace(design, hides_logo=bool(changes.hides_logo) and not changes.logo)
    for (place, language), text in changes.texts.items():
        design = design.with_text(place, language, text.replace("\r\n", "\n"))
    return design


def diff_designs(before: DocumentDesign, after: DocumentDesign) -> tuple[AuditValues, AuditValues]:
    """What differs, also a text that one of them lacks."""
    known, changed = _describe(before), _describe(after)
    return keep_differences(known, dict.fromkeys(known) | changed)


def _read_color(text: str) -> str | None:
    return text.strip().lower() or None


def _read_logo(data: bytes) -> Logo:
    return Logo(check_logo(data), sha256(data).hexdigest())


def _describe(design: DocumentDesign) -> dict[str, AuditValue]:
    """A logo is named by the start of its hash."""
    texts = {f"{each.place} ({each.language})": each.text for each in design.texts}
    logo = f"{design.logo.format} {design.logo.sha256[:_SHOWN_DIGITS]}" if design.logo else None
    return {
        "accent_color": design.accent_color,
        "head_color": design.head_color,
        "logo": logo,
        "hides_logo": design.hides_logo,
        **texts,
    }
