"""The page of facts about Shopify names the code that relies on each of them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_file_that_the_page_names_exists() -> None:
    page = (ROOT / "docs/shopify.md").read_text("utf-8")
    paths = set(re.findall(r"`((?:adapters|config|domain|entrypoints)/[\w/.]+)`", page))
    assert len(paths) > 30
    assert [path for path in sorted(paths) if not (ROOT / path).is_file()] == []
