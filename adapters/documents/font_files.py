"""The fonts of documents, and what of a text none of them can draw."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

OWN_FONTS = Path(__file__).parent / "fonts"
_FIRST = OWN_FONTS / "SourceSansPro-Regular.ttf"
_PACKAGES = (
    "fontpkg_noto_sans_arabic",
    "fontpkg_heebo",  # Hebrew
    "fontpkg_noto_sans_thai",
    "fontpkg_noto_sans_devanagari",
    "noto_cjk_sans_jp_regular",  # Chinese, Japanese and Korean
)
_DRAWS_NOTHING = {"Cc", "Cf", "Zl", "Zp"}
"""Categories of characters that only say how others are drawn, and need no glyph."""

VARIATION_SELECTORS = range(0xFE00, 0xFE10)
"""They choose between colours or forms of the character before, which no font here has two of."""


def list_font_folders() -> list[Path]:
    """The folders of this package and of the packages for other scripts."""
    return [OWN_FONTS, *(path.parent for path in _list_fallbacks())]


def find_missing(text: str) -> list[str]:
    """Return the characters that no font has, each once, in the order of their code points."""
    missing = {character for character in set(text) if _needs_glyph(character)}
    for path in (_FIRST, *_list_fallbacks()):
        if not missing:
            break
        missing = {character for character in missing if ord(character) not in _read_coverage(path)}
    return sorted(missing)


def describe_characters(characters: Iterable[str]) -> str:
    """Name characters that cannot be shown, such as `U+1F375 teacup without handle`."""
    return ", ".join(f"U+{ord(each):04X} {unicodedata.name(each, '').lower()}".strip() for each in characters)


def _needs_glyph(character: str) -> bool:
    is_selector = ord(character) in VARIATION_SELECTORS
    return not (character.isspace() or is_selector or unicodedata.category(character) in _DRAWS_NOTHING)


@cache
def _list_fallbacks() -> tuple[Path, ...]:
    return tuple(path for name in _PACKAGES for path in _list_files(Path(str(files(name)))))


def _list_files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf"))


@cache
def _read_coverage(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
