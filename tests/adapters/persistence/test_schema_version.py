"""A program works with newer revisions of its own generation, and with no others."""

import pytest

from novex_shopify.adapters.persistence.schema_version import SchemaVersion

KNOWN = ("0001", "0002")


@pytest.mark.parametrize(
    ("current", "usable", "newer"),
    [
        (None, False, False),
        ("0001", False, False),
        ("0002", True, False),
        ("0003", True, True),
        ("0999", True, True),
        ("1000", False, True),
        ("a1erp", False, True),
        ("00025", False, True),
    ],
)
def test_a_database_is_usable_at_the_needed_or_a_newer_revision_of_the_generation(
    current: str | None, usable: bool, newer: bool
) -> None:
    version = SchemaVersion(current, KNOWN)
    assert (version.is_usable, version.is_newer) == (usable, newer)
