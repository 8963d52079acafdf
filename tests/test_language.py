"""Retired words stay out of what people read: templates, command help, messages and docs (docs/glossary.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

RETIRED = re.compile(
    r"\b(anew|shall|whence|whoever|whereby|nobody|mend(s|ed|ing)?|tell(s|ing)? of|told|brought over|bring(s)? over"
    r"|goods|freight|pieces|of now|likewise|the door|the bell|the room|the exam|so many|has no more|have no more"
    r"|wake-?ups?|wishes|proofs?|hindered|hindrance|silence|taken back|take back"
    r"|in hand|by itself|article)\b",
    re.IGNORECASE,
)
"""The words that language.md and the glossary replaced."""

ALLOWED = {
    "docs/operations.md": {"silence"},  # the statistics of outages speak of the silence between two webhooks
    "domain/policies/delivery_outage.py": {"silence"},
}


def read_docs() -> Iterator[tuple[str, str]]:
    """Every page of the documentation."""
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def read_templates() -> Iterator[tuple[str, str]]:
    """The text of every template, without its Jinja code and tags."""
    for path in (ROOT / "entrypoints").rglob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
        yield str(path.relative_to(ROOT)), text


def read_messages() -> Iterator[tuple[str, str]]:
    """Every text with a blank in it that Python code holds: messages, help and docstrings."""
    for layer in ("domain", "adapters", "config", "entrypoints"):
        for path in (ROOT / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


@pytest.mark.parametrize("read", [read_docs, read_templates, read_messages])
def test_retired_words_are_not_used(read: object) -> None:
    assert callable(read)
    found = [
        f"{place}: {match.group()}"
        for place, text in read()
        for match in RETIRED.finditer(text)
        if match.group().lower() not in ALLOWED.get(place.split(":", maxsplit=1)[0], set())
    ]
    assert found == []
