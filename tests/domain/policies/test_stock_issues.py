"""What of a store's stock at Shopify needs attention."""

import pytest

from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.stock_health import StockHealth
from novex_shopify.domain.policies.stock_issues import find_stock_issues
from tests.builders import NOON, SHOP


@pytest.mark.parametrize(
    ("health", "issues"),
    [
        ({}, []),
        ({"drifted": 1}, [(IssueKind.STOCK_DRIFT, "A stock level was changed at Shopify")]),
        ({"refused": 2}, [(IssueKind.STOCK_REFUSED, "Shopify refused 2 stock levels")]),
        ({"unmapped_locations": ("Rome",)}, [(IssueKind.LOCATION_UNMAPPED, "Rome is not mapped")]),
        (
            {"unmapped_locations": ("Paris", "Rome"), "is_unmapped": True},
            [(IssueKind.LOCATION_UNMAPPED, "No location is mapped")],
        ),
        (
            {"error": "No answer.", "due_since": NOON},
            [(IssueKind.STOCK_NOT_SENT, "Stock can't be sent to Shopify")],
        ),
        (
            {"missing_scopes": frozenset({"write_inventory"}), "refused": 2},
            [(IssueKind.STOCK_NOT_SENT, "Stock can't be sent to Shopify")],
        ),
    ],
)
def test_each_cause_is_one_issue(health: dict[str, object], issues: list[tuple[IssueKind, str]]) -> None:
    found = list(find_stock_issues(StockHealth(SHOP, **health)))  # type: ignore[arg-type]
    assert [(each.kind, each.title) for each in found] == issues
