"""The contract of `OAuthStates`."""

from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON


def test_a_state_is_used_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.oauth_states.use("nonce-1", NOON)
        assert not tx.oauth_states.use("nonce-1", NOON)
        assert tx.oauth_states.use("nonce-2", NOON)


def test_only_expired_states_are_deleted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.oauth_states.use("old", NOON)
        tx.oauth_states.use("young", NOON + HOUR)
        assert tx.oauth_states.delete_expired(NOON) == 1
        assert tx.oauth_states.use("old", NOON)
        assert not tx.oauth_states.use("young", NOON + HOUR)
