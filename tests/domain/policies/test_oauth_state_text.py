"""A state is accepted only as this installation signed it."""

import pytest

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import OAuthState
from novex_shopify.domain.policies.oauth_state_text import read_state, write_state
from novex_shopify.domain.policies.signatures import sign_query
from tests.builders import NOON, SECRET, SHOP

STATE = OAuthState("nonce-1", SHOP, NOON)
TEXT = write_state(SECRET, STATE)


@pytest.mark.parametrize("secrets", [(SECRET,), (Secret("the next client secret"), SECRET)])
def test_a_state_is_read_as_it_was_written(secrets: tuple[Secret, ...]) -> None:
    assert read_state(secrets, TEXT) == STATE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "made-up",
        TEXT.replace("nonce-1", "nonce-2"),
        TEXT.replace(SHOP.partition(".")[0], "other-store"),
        TEXT + "\n",
        f"{TEXT.rpartition('.')[0]}.{sign_query(SECRET, [('state', TEXT.rpartition('.')[0])])}",
    ],
)
def test_nothing_else_is_a_state(text: str) -> None:
    assert read_state([SECRET], text) is None
