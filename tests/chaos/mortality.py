"""Death by SIGKILL at a chosen point: before or after a commit, before or after a call to the outside."""

import os
import signal
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


class Death:
    """Comes at the point of this number."""

    def __init__(self, point: int) -> None:
        self._point, self._passed = point, 0

    def pass_by(self) -> None:
        """One more point."""
        self._passed += 1
        if self._passed == self._point:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalTransaction:
    """A transaction whose commit one may not live to see."""

    def __init__(self, tx: Transaction, death: Death) -> None:
        self._tx, self._death = tx, death

    def commit(self) -> None:
        """Commit, between two points."""
        self._death.pass_by()
        self._tx.commit()
        self._death.pass_by()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class MortalUnitOfWork:
    """Opens such transactions."""

    def __init__(self, unit_of_work: UnitOfWork, death: Death) -> None:
        self._unit_of_work, self._death = unit_of_work, death

    def __call__(self) -> AbstractContextManager[MortalTransaction]:
        """Begin."""
        return self._transaction()

    @contextmanager
    def _transaction(self) -> Generator[MortalTransaction]:
        with self._unit_of_work() as tx:
            yield MortalTransaction(tx, self._death)


class MortalPort:
    """The world outside, as one who may not live to hear its answer."""

    def __init__(self, port: Any, death: Death) -> None:
        self._port, self._death = port, death

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._port, name)

        def between_two_points(*arguments: Any, **named: Any) -> Any:
            self._death.pass_by()
            answer = call(*arguments, **named)
            self._death.pass_by()
            return answer

        return between_two_points


def dies(work_until_killed: Callable[[Death], None], point: int) -> bool:
    """Have a child work; True if it was killed at this point, False if it came to its end before."""
    child = os.fork()
    if child == 0:
        work_until_killed(Death(point))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
