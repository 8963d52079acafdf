"""The parts of a console request and its URLs."""

import pytest

from novex_shopify.entrypoints.web.console.request import build_query, sanitize_next_path


@pytest.mark.parametrize(
    ("requested", "next_path"),
    [
        ("/console/events?status=dead", "/console/events?status=dead"),
        ("/console", "/console"),
        ("https://evil.example/console", "/console"),
        ("//evil.example", "/console"),
        ("/console\\evil", "/console"),
        ("/consolelike.example", "/console"),
    ],
)
def test_signing_in_leads_to_pages_of_the_console_only(requested: str, next_path: str) -> None:
    assert sanitize_next_path(requested) == next_path


def test_a_query_contains_only_parameters_that_are_not_empty_and_is_escaped() -> None:
    assert build_query(shop="tea.myshopify.com", status="", text="a&b c", before=None, page=0) == (
        "?shop=tea.myshopify.com&text=a%26b%20c&page=0"
    )
    assert build_query(shop="") == ""
