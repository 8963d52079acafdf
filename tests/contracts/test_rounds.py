"""The exam for `Rounds`."""

from novex_shopify.domain.model.round import Round
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


def test_a_round_is_begun_once_in_a_period_whoever_asks(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.rounds.last("tally") is None
        assert tx.rounds.begin("tally", ANN, NOON, HOUR)
        assert not tx.rounds.begin("tally", BOB, NOON + HOUR - SECOND, HOUR)
        assert tx.rounds.last("tally") == Round("tally", "ann:1", NOON)
        assert tx.rounds.begin("other", BOB, NOON, HOUR)
        assert tx.rounds.begin("tally", BOB, NOON + HOUR, HOUR)
        assert tx.rounds.last("tally") == Round("tally", "bob:2", NOON + HOUR)
