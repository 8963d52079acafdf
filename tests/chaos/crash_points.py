"""Death by SIGKILL at a chosen point: before or after a commit, before or after a call to the outside."""

import os
import signal
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


class CrashInjector:
    """Comes at the point of this number."""

    def __init__(self, point: int) -> None:
        self._crash_at, self._points_passed = point, 0

    def pass_point(self) -> None:
        """One more point."""
        self._points_passed += 1
        if self._points_passed == self._crash_at:
            os.kill(os.getpid(), signal.SIGKILL)


class CrashingTransaction:
    """A transaction whose commit one may not live to see."""

    def __init__(self, tx: Transaction, death: CrashInjector) -> None:
        self._tx, self._injector = tx, death

    def commit(self) -> None:
        """Commit, between two points."""
        self._injector.pass_point()
        self._tx.commit()
        self._injector.pass_point()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class CrashingUnitOfWork:
    """Opens such transactions."""

    def __init__(self, unit_of_work: UnitOfWork, death: CrashInjector) -> None:
        self._unit_of_work, self._injector = unit_of_work, death

    def __call__(self) -> AbstractContextManager[CrashingTransaction]:
        """Begin."""
        return self._begin_transaction()

    @contextmanager
    def _begin_transaction(self) -> Generator[CrashingTransaction]:
        with self._unit_of_work() as tx:
            yield CrashingTransaction(tx, self._injector)


class CrashingPort:
    """The world outside, as one who may not live to hear its answer."""

    def __init__(self, port: Any, death: CrashInjector) -> None:
        self._port, self._injector = port, death

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._port, name)

        def between_two_points(*arguments: Any, **named: Any) -> Any:
            self._injector.pass_point()
            answer = call(*arguments, **named)
            self._injector.pass_point()
            return answer

        return between_two_points


def run_and_crash(work: Callable[[CrashInjector], None], point: int) -> bool:
    """Have a child work; True if it was killed at this point, False if it came to its end before."""
    child = os.fork()
    if child == 0:
        work(CrashInjector(point))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
