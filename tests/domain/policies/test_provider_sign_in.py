"""A sign-in at the provider belongs to one browser and to ten minutes."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.provider_sign_in import derive_sign_in, resume_sign_in

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
EXPIRY = NOW + timedelta(minutes=10)
BROWSER, OTHER_BROWSER = Secret("secret-1"), Secret("secret-2")


def test_the_browser_that_started_a_sign_in_resumes_it_until_it_expires() -> None:
    started = derive_sign_in(BROWSER, EXPIRY)
    assert resume_sign_in(BROWSER, started.state, EXPIRY - timedelta(seconds=1)) == started
    assert resume_sign_in(BROWSER, started.state, EXPIRY) is None


def test_no_other_browser_resumes_it() -> None:
    assert resume_sign_in(OTHER_BROWSER, derive_sign_in(BROWSER, EXPIRY).state, NOW) is None


def test_a_browser_without_a_secret_resumes_nothing() -> None:
    # What follows from nothing can be derived by everybody, to sign somebody in as another person.
    nothing = Secret("")
    assert resume_sign_in(nothing, derive_sign_in(nothing, EXPIRY).state, NOW) is None


def test_the_expiry_cannot_be_changed() -> None:
    state = derive_sign_in(BROWSER, NOW - timedelta(minutes=1)).state
    later = f"{int(EXPIRY.timestamp())}.{state.partition('.')[2]}"
    assert resume_sign_in(BROWSER, later, NOW) is None


@pytest.mark.parametrize("state", ["", ".", "x", "²³.0", "9" * 30, f"{'9' * 10}.", "-1.ab", "1795696590.\udcff"])
def test_a_state_of_another_shape_is_none_of_ours(state: str) -> None:
    assert resume_sign_in(BROWSER, state.encode(errors="ignore").decode(), NOW) is None


def test_the_values_differ_and_fit_where_they_are_sent() -> None:
    started = derive_sign_in(BROWSER, EXPIRY)
    assert len({started.state, started.nonce, started.code_verifier}) == 3
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", started.code_verifier)  # RFC 7636, 4.1
