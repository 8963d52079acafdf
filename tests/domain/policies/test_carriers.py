"""Carriers are mapped to the names for which Shopify links tracking numbers."""

import pytest

from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.policies.carriers import KNOWN_CARRIERS, to_shopify_tracking


def get_shopify_name(carrier: str | None, carriers: dict[str, str] | None = None) -> str | None:
    """The carrier's name in Shopify."""
    tracking = to_shopify_tracking(Tracking("JD01", carrier), carriers or {})
    return tracking.carrier if tracking else None


@pytest.mark.parametrize("known", KNOWN_CARRIERS)
def test_a_name_that_shopify_knows_stays(known: str) -> None:
    assert get_shopify_name(known) == known


@pytest.mark.parametrize(
    ("written", "meant"),
    [("dhl", "DHL"), ("D.H.L. Express", "DHL Express"), ("u.p.s.", "UPS"), ("Federal Express", "FedEx")],
)
def test_case_punctuation_and_common_aliases_do_not_matter(written: str, meant: str) -> None:
    assert get_shopify_name(written) == meant


def test_the_shops_own_table_comes_first() -> None:
    assert get_shopify_name("DHL", {"dhl": "DHL Express"}) == "DHL Express"


def test_a_company_with_a_similar_name_is_not_the_same_carrier() -> None:
    assert get_shopify_name("Correos Express") == "Correos Express"


def test_an_unknown_carrier_keeps_its_name_and_tracking_url() -> None:
    tracking = to_shopify_tracking(Tracking("A/1", "Bike Boys", "https://follow.example/{number}"), {})
    assert tracking
    assert (tracking.carrier, tracking.urls) == ("Bike Boys", ("https://follow.example/A%2F1",))


def test_without_tracking_or_carrier_there_is_no_name() -> None:
    assert to_shopify_tracking(None, {}) is None
    assert get_shopify_name(None) is None
