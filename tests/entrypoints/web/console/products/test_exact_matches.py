"""Which of the exact matches a person selected."""

from novex_shopify.entrypoints.web.console.products.exact_matches import parse_accepted


def test_selected_pairs_are_parsed_and_malformed_ones_left_out() -> None:
    assert parse_accepted(["11:ART-1", "12:A:B", "x:ART-2", "13:", "14", ""]) == {11: "ART-1", 12: "A:B"}
