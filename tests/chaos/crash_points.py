"""SIGKILL at a chosen point: before or after a commit, before or after a call to Shopify."""

import os
import random
import signal
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

STEP = 1 if "CHAOS_SEEDS" in os.environ else 4
"""`make chaos` kills at every point; `make test` at every fourth, from another first one each time."""


def choose_start() -> int:
    """The point before the first one, so that adding `STEP` gives the points to kill at."""
    return random.randint(1 - STEP, 0)


class CrashInjector:
    """Kills its process at the point with this number."""

    def __init__(self, point: int) -> None:
        self._crash_at, self._points_passed = point, 0

    def pass_point(self) -> None:
        self._points_passed += 1
        if self._points_passed == self._crash_at:
            os.kill(os.getpid(), signal.SIGKILL)


class CrashingTransaction:
    """A transaction with a point before and after its commit."""

    def __init__(self, tx: Transaction, injector: CrashInjector) -> None:
        self._tx, self._injector = tx, injector

    def commit(self) -> None:
        self._injector.pass_point()
        self._tx.commit()
        self._injector.pass_point()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class CrashingUnitOfWork:
    """Opens transactions that may crash at their commit."""

    def __init__(self, unit_of_work: UnitOfWork, injector: CrashInjector) -> None:
        self._unit_of_work, self._injector = unit_of_work, injector

    def __call__(self) -> AbstractContextManager[CrashingTransaction]:
        return self._begin_transaction()

    def read(self) -> AbstractContextManager[Transaction]:
        return self._unit_of_work.read()

    @contextmanager
    def _begin_transaction(self) -> Generator[CrashingTransaction]:
        with self._unit_of_work() as tx:
            yield CrashingTransaction(tx, self._injector)


class CrashingPort:
    """A port with a point before and after each of its calls."""

    def __init__(self, port: Any, injector: CrashInjector) -> None:
        self._port, self._injector = port, injector

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._port, name)

        def call_between_points(*arguments: Any, **named: Any) -> Any:
            self._injector.pass_point()
            answer = call(*arguments, **named)
            self._injector.pass_point()
            return answer

        return call_between_points


def build_worker(engine: Engine) -> Any:
    """A child's container, with the parent's engine: no open connection, but the statements that it has compiled."""
    container = Container(settings=read_settings())
    container.engine.override(providers.Object(engine))
    return container


def run_and_crash(work: Callable[[CrashInjector], None], point: int) -> bool:
    """Have a child do the work; True if it was killed at this point, False if it finished before."""
    return was_killed(start_and_crash(work, point))


def start_and_crash(work: Callable[[CrashInjector], None], point: int) -> int:
    """Begin the work in a child; returns its id."""
    child = os.fork()
    if child == 0:
        work(CrashInjector(point))
        os._exit(0)
    return child


def was_killed(child: int) -> bool:
    """Wait for a child; True if it was killed at its point, False if it finished before."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
