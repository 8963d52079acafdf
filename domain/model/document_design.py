"""How the documents of a seller look. A design is never changed: each change is a new version."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from novex_shopify.domain.errors import InvalidDesign
from novex_shopify.domain.model.seller import LANGUAGES

MAX_TEXT_LENGTH = 800
MIN_CONTRAST = 3
"""Of letters on white paper: what WCAG 2.2 asks of large text (1.4.3)."""

_COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


class DesignText(StrEnum):
    """Where a text of the merchant stands. The footer replaces the seller's."""

    INTRODUCTION = auto()
    CLOSING = auto()
    CREDIT_NOTE = auto()
    PACKING_SLIP = auto()
    FOOTER = auto()


class LogoFormat(StrEnum):
    """The formats of images that can be drawn."""

    PNG = auto()
    JPEG = "jpg"
    SVG = auto()


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo by what its bytes hash to, so that no version can get another image later."""

    format: LogoFormat
    sha256: str


@dataclass(frozen=True, slots=True)
class LanguageText:
    """A text in one language."""

    place: DesignText
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentDesign:
    """A version of a seller's design, or of what one store has otherwise. Raises `InvalidDesign`.

    - `shop_domain`: empty for all stores of the seller.
    - `version`: counts from 1; 0 is what was never saved.
    - `hides_logo`: of a store whose documents have no logo, though the seller has one.
    - `accent_color`: of the names and headings. `head_color`: behind the head of tables. Both as #rrggbb.
    """

    seller_id: int
    shop_domain: str = ""
    version: int = 0
    accent_color: str | None = None
    head_color: str | None = None
    logo: Logo | None = None
    texts: tuple[LanguageText, ...] = ()
    hides_logo: bool = False

    def __post_init__(self) -> None:
        for field in ("accent_color", "head_color"):
            color = getattr(self, field)
            if color is not None and not _COLOR.fullmatch(color):
                raise InvalidDesign(f"{color} is no color. Write six digits of 0-9 and a-f, such as #1a5632.", field)
        if self.accent_color and compute_contrast(self.accent_color, "#ffffff") < MIN_CONTRAST:
            message = f"{self.accent_color} is too light to read on white paper. Choose a darker color."
            raise InvalidDesign(message, "accent_color")
        for text in self.texts:
            _check_text(text)

    def get_text(self, place: DesignText, *languages: str) -> str | None:
        """The text in the first of these languages that it is written in."""
        known = {(each.place, each.language): each.text for each in self.texts}
        return next((known[place, language] for language in languages if (place, language) in known), None)

    def with_text(self, place: DesignText, language: str, text: str) -> "DocumentDesign":
        """Return the design with this text; an empty one removes it."""
        others = [each for each in self.texts if (each.place, each.language) != (place, language)]
        added = [LanguageText(place, language, text.strip())] if text.strip() else []
        texts = sorted([*others, *added], key=lambda each: (each.place, each.language))
        return replace(self, texts=tuple(texts))


@dataclass(frozen=True, slots=True)
class DocumentLook:
    """How one document looks, frozen with it. The versions are 0 where nothing was designed."""

    seller_version: int = 0
    shop_version: int = 0
    accent_color: str | None = None
    head_color: str | None = None
    logo: Logo | None = None
    introduction: str | None = None
    closing: str | None = None
    footer: str | None = None


PLAIN_LOOK = DocumentLook()


def compute_contrast(color: str, other: str) -> float:
    """The contrast of two colors from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_compute_luminance(color), _compute_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _compute_luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_text(text: LanguageText) -> None:
    if text.language not in LANGUAGES:
        raise InvalidDesign(f"The language is one of {', '.join(LANGUAGES)}.", "language")
    if len(text.text) > MAX_TEXT_LENGTH:
        message = f"A text has at most {MAX_TEXT_LENGTH} characters, and this one has {len(text.text)}."
        raise InvalidDesign(message, text.place)
    if not text.text.replace("\n", "").isprintable():
        raise InvalidDesign("A text has letters, digits and line breaks, and no control characters.", text.place)
