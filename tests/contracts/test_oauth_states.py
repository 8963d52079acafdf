"""The contract of `OAuthStates`."""

from novex_shopify.domain.model.shop import OAuthState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SHOP


def test_a_state_is_returned_once(unit_of_work: UnitOfWork) -> None:
    state = OAuthState("nonce-1", SHOP, NOON)
    with unit_of_work() as tx:
        tx.oauth_states.add(state)
        assert tx.oauth_states.pop("nonce-1") == state
        assert tx.oauth_states.pop("nonce-1") is None
        assert tx.oauth_states.pop("unknown") is None


def test_only_expired_states_are_deleted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.oauth_states.add(OAuthState("old", SHOP, NOON))
        tx.oauth_states.add(OAuthState("young", SHOP, NOON + HOUR))
        assert tx.oauth_states.delete_expired(NOON) == 1
        assert tx.oauth_states.pop("old") is None
        assert tx.oauth_states.pop("young") is not None
