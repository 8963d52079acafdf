"""Signatures show that a message comes from Shopify."""

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import (
    sign_query,
    sign_webhook,
    verify_query,
    verify_webhook,
)

CURRENT, PREVIOUS, FOREIGN = Secret("hush"), Secret("hush-last-year"), Secret("another app's")


def test_the_query_signature_equals_the_worked_example_of_shopifys_documentation() -> None:
    query = [
        ("code", "0907a61c0c8d55e99db179b68161bc00"),
        ("shop", "some-shop.myshopify.com"),
        ("state", "0.6784241404160823"),
        ("timestamp", "1337178173"),
    ]
    expected = "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
    assert sign_query(CURRENT, query) == expected


def test_the_order_of_parameters_does_not_matter() -> None:
    query = [("shop", "a.myshopify.com"), ("code", "1")]
    assert sign_query(CURRENT, query) == sign_query(CURRENT, query[::-1])


def test_a_query_signed_with_the_current_or_the_previous_secret_is_genuine() -> None:
    for secret in (CURRENT, PREVIOUS):
        query = [("shop", "a.myshopify.com")]
        signed = [*query, ("hmac", sign_query(secret, query))]
        assert verify_query((CURRENT, PREVIOUS), signed)
        assert not verify_query((FOREIGN,), signed)


def test_a_query_without_or_with_two_signatures_is_not_genuine() -> None:
    query = [("shop", "a.myshopify.com")]
    signature = ("hmac", sign_query(CURRENT, query))
    assert not verify_query((CURRENT,), query)
    assert not verify_query((CURRENT,), [*query, signature, signature])


def test_a_parameter_given_twice_is_not_genuine() -> None:
    query = [("shop", "a.myshopify.com"), ("shop", "b.myshopify.com")]
    assert not verify_query((CURRENT,), [*query, ("hmac", sign_query(CURRENT, query))])


def test_a_signature_does_not_fit_a_query_that_is_cut_in_other_places() -> None:
    signed = [("host", "H"), ("shop", "attacker.myshopify.com"), ("state", "x&shop=victim.myshopify.com&state=N")]
    forged = [("host", "H&shop=attacker.myshopify.com&state=x"), ("shop", "victim.myshopify.com"), ("state", "N")]
    signature = sign_query(CURRENT, signed)
    assert sign_query(CURRENT, forged) == signature
    assert not verify_query((CURRENT,), [*forged, ("hmac", signature)])


@given(body=st.binary(), other=st.binary())
def test_a_webhook_is_genuine_for_exactly_the_body_that_was_signed(body: bytes, other: bytes) -> None:
    signature = sign_webhook(CURRENT, body)
    assert verify_webhook((PREVIOUS, CURRENT), body, signature)
    assert verify_webhook((CURRENT,), other, signature) is (other == body)


@given(st.text())
def test_no_malformed_signature_breaks_the_check(signature: str) -> None:
    assert not verify_webhook((CURRENT,), b"{}", signature)


def test_the_text_of_a_secret_does_not_contain_it() -> None:
    assert "hush" not in f"{CURRENT} {CURRENT!r} {[CURRENT]}"
