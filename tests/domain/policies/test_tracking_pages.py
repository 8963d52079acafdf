"""Each tracking number leads to the page that says where the parcel is."""

import pytest

from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages


@pytest.mark.parametrize(
    ("tracking", "pages"),
    [
        (None, []),
        (Tracking("1 Z", "united parcel service"), [("1 Z", "https://www.ups.com/track?tracknum=1%20Z")]),
        (
            Tracking("A", "UPS", "https://own.example/{number}", ("B",)),
            [("A", "https://own.example/A"), ("B", "https://own.example/B")],
        ),
        (
            Tracking("A", "UPS", "https://own.example/a", ("B",)),
            [("A", "https://own.example/a"), ("B", "https://www.ups.com/track?tracknum=B")],
        ),
        (Tracking("A", "our own van"), [("A", None)]),
        (Tracking("A", None, "javascript:alert(1)"), [("A", None)]),
    ],
)
def test_a_number_has_the_page_of_its_shipment_or_of_its_carrier(
    tracking: Tracking | None, pages: list[tuple[str, str | None]]
) -> None:
    assert list_tracking_pages(tracking) == pages
