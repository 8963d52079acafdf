"""Retired words stay out of docs, templates, messages, and code with its tests (docs/glossary.md)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# fmt: off
RETIRED = (
    "anew", "shall", "whence", "whoever", "whereby", "nobody", "mend", "mends", "mended", "mending", "tell of",
    "tells of", "telling of", "told", "brought over", "bring over", "brings over", "goods", "freight",
    "of now", "likewise", "the door", "the bell", "the room", "the exam", "so many", "has no more", "have no more",
    "wakeup", "wakeups", "wake-up", "wake-ups", "wish", "wishes", "wished", "proof", "proofs", "hindered",
    "hindrance", "silence", "taken back", "take back", "in hand", "by itself", "article",
)
# fmt: on
"""The words that language.md and the glossary replaced."""

ALLOWED = {
    "docs/operations.md": {"silence"},  # the statistics of outages speak of the silence between two webhooks
    "domain/policies/delivery_outage.py": {"silence"},
    "adapters/easypost/requests.py": {"goods"},  # a value of EasyPost's
    "tests/shopify_orders/cart.py": {"article"},  # a part of a URL
    "tests/entrypoints/web/console/test_access.py": {"article"},  # an element of HTML
}

WORD_STARTS = re.compile(r"_|(?<=[a-z0-9])(?=[A-Z])")
"""Where the words of a name begin: `told_twice` and `toldTwice` are both "told twice"."""


def read_docs() -> Iterator[tuple[str, str]]:
    """Every page of the documentation."""
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def read_templates() -> Iterator[tuple[str, str]]:
    """The text of every template, without its Jinja code and tags."""
    for path in (ROOT / "entrypoints").rglob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
        yield str(path.relative_to(ROOT)), text


def read_code() -> Iterator[tuple[str, str]]:
    """The code and its tests with every name word by word, but for this file, which has to name the words."""
    for folder in ("domain", "adapters", "config", "entrypoints", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            if path != Path(__file__):
                yield str(path.relative_to(ROOT)), WORD_STARTS.sub(" ", path.read_text("utf-8"))


def read_statements() -> Iterator[tuple[str, str]]:
    """The SQL of the queue, with its comments."""
    for path in (ROOT / "adapters").rglob("*.sql"):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def find_words(text: str) -> Iterator[str]:
    """The retired words of a text; the regular expression, which is slow, only looks for those that may be there."""
    for word in RETIRED:
        if word in text and re.search(rf"\b{word}\b", text):
            yield word


@pytest.mark.parametrize("read", [read_docs, read_templates, read_code, read_statements])
def test_retired_words_are_not_used(read: object) -> None:
    assert callable(read)
    found = [
        f"{place}: {word}"
        for place, text in read()
        for word in find_words(text.lower())
        if word not in ALLOWED.get(place, set())
    ]
    assert found == []
