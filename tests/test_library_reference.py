"""The site's reference of the library."""

import re
from pathlib import Path

import novex_shopify

REFERENCE = Path(__file__).parents[1] / "docs/site/api.md"


def test_every_name_that_erp_code_imports_is_in_the_reference() -> None:
    listed = re.findall(r"^\.\. auto\w+:: novex_shopify\.(\w+)$", REFERENCE.read_text(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(novex_shopify.__all__)
