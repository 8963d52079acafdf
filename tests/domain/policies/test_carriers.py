"""Carriers get the names by which Shopify links their tracking numbers."""

import pytest

from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.policies.carriers import KNOWN_CARRIERS, to_shopify_tracking


def get_shopify_name(carrier: str | None, carriers: dict[str, str] | None = None) -> str | None:
    """What the carrier is called in Shopify."""
    tracking = to_shopify_tracking(Tracking("JD01", carrier), carriers or {})
    return tracking.carrier if tracking else None


@pytest.mark.parametrize("known", KNOWN_CARRIERS)
def test_a_name_that_shopify_knows_stays(known: str) -> None:
    assert get_shopify_name(known) == known


@pytest.mark.parametrize(
    ("written", "meant"),
    [("dhl", "DHL"), ("D.H.L. Express", "DHL Express"), ("u.p.s.", "UPS"), ("Federal Express", "FedEx")],
)
def test_case_and_punctuation_and_usual_other_names_do_not_matter(written: str, meant: str) -> None:
    assert get_shopify_name(written) == meant


def test_the_shops_own_table_comes_first() -> None:
    assert get_shopify_name("DHL", {"dhl": "DHL Express"}) == "DHL Express"


def test_another_company_of_nearly_the_same_name_is_not_taken_for_it() -> None:
    assert get_shopify_name("Correos Express") == "Correos Express"


def test_an_unknown_carrier_stays_as_it_is_written_with_its_page() -> None:
    tracking = to_shopify_tracking(Tracking("A/1", "Bike Boys", "https://follow.example/{number}"), {})
    assert tracking
    assert (tracking.carrier, tracking.urls) == ("Bike Boys", ("https://follow.example/A%2F1",))


def test_without_tracking_or_carrier_there_is_nothing_to_name() -> None:
    assert to_shopify_tracking(None, {}) is None
    assert get_shopify_name(None) is None
