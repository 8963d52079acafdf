"""Every state of a connection says what it means for the merchant."""

import pytest

from novex_shopify.domain.model.connection import CONNECTION_EFFECTS, ConnectionState


def test_every_state_has_an_effect() -> None:
    assert set(CONNECTION_EFFECTS) == set(ConnectionState)


def test_a_connected_shop_has_nothing_to_resolve() -> None:
    effect = CONNECTION_EFFECTS[ConnectionState.CONNECTED]
    assert (effect.impact, effect.resolution) == ("", "")


@pytest.mark.parametrize("state", [state for state in ConnectionState if state is not ConnectionState.CONNECTED])
def test_every_other_state_says_what_waits_and_how_it_ends(state: ConnectionState) -> None:
    effect = CONNECTION_EFFECTS[state]
    assert effect.impact.endswith(".")
    assert effect.resolution.endswith(".")
