"""Retired words stay out of docs, templates, messages, and code with its tests (docs/glossary.md)."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

RETIRED = re.compile(
    r"\b(anew|shall|whence|whoever|whereby|nobody|mend(s|ed|ing)?|tell(s|ing)? of|told|brought over|bring(s)? over"
    r"|goods|freight|pieces|of now|likewise|the door|the bell|the room|the exam|so many|has no more|have no more"
    r"|wake-?ups?|wish(es|ed)?|proofs?|hindered|hindrance|silence|taken back|take back"
    r"|in hand|by itself|article)\b",
    re.IGNORECASE,
)
"""The words that language.md and the glossary replaced."""

ALLOWED = {
    "docs/operations.md": {"silence"},  # the statistics of outages speak of the silence between two webhooks
    "domain/policies/delivery_outage.py": {"silence"},
    "tests/shopify_orders/cart.py": {"article"},  # a part of a URL
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


def read_messages() -> Iterator[tuple[str, str]]:
    """Every text with a blank in it that Python code holds: messages, help and docstrings."""
    for path in list_python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def read_comments_and_names() -> Iterator[tuple[str, str]]:
    """Every comment, and every name word by word."""
    for path in list_python_files():
        with path.open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                if token.type in (tokenize.COMMENT, tokenize.NAME):
                    yield f"{path.relative_to(ROOT)}:{token.start[0]}", WORD_STARTS.sub(" ", token.string)


def read_statements() -> Iterator[tuple[str, str]]:
    """The SQL of the queue, with its comments."""
    for path in (ROOT / "adapters").rglob("*.sql"):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def list_python_files() -> Iterator[Path]:
    """The code and its tests, but for this file, which has to name the words."""
    for folder in ("domain", "adapters", "config", "entrypoints", "tests"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if path != Path(__file__))


@pytest.mark.parametrize("read", [read_docs, read_templates, read_messages, read_comments_and_names, read_statements])
def test_retired_words_are_not_used(read: object) -> None:
    assert callable(read)
    found = [
        f"{place}: {match.group()}"
        for place, text in read()
        for match in RETIRED.finditer(text)
        if match.group().lower() not in ALLOWED.get(place.split(":", maxsplit=1)[0], set())
    ]
    assert found == []
