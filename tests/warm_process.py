"""Runs functions and the product's commands in processes of their own, forked from one that has imported the product.

Such a process has its own environment, is killed like any other, and starts in a moment; the imports take seconds.
Where the start of Python itself is tested, `process_cluster.COMMAND` starts one.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from novex_shopify.entrypoints.cli.app import main

TIMEOUT_SECONDS = 240

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_barrier: Barrier
_forking = get_context("forkserver")
_forking.set_forkserver_preload(
    [
        "novex_shopify.entrypoints.cli.doctor",
        "novex_shopify.entrypoints.cli.processes",
        "novex_shopify.entrypoints.cli.sandbox",
        "novex_shopify.entrypoints.sandbox.app",
        "tests.chaos.concurrent_token_refresh",
        "tests.chaos.crash_buying",
        "tests.chaos.crash_fulfillment_worker",
        "tests.chaos.crash_import",
        "tests.chaos.crash_settling",
        "tests.chaos.crash_shipping",
        "tests.chaos.crash_token_refresh",
    ]
)


def call_in_process(
    function: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """Return or raise what the function does. It may fork, since its process has no other thread."""
    with ProcessPoolExecutor(1, _forking) as processes:
        return processes.submit(_call, dict(os.environ), partial(function, *arguments, **named)).result(TIMEOUT_SECONDS)


def call_together(*preparations: Callable[[], Callable[[], Result]]) -> Sequence[Result]:
    """Prepare in a process each; when all are ready, call what they have prepared. Returns or raises what that does."""
    barrier, count = _forking.Barrier(len(preparations)), len(preparations)
    with ProcessPoolExecutor(count, _forking, initializer=_keep_barrier, initargs=(barrier,)) as processes:
        calls = [processes.submit(_call, dict(os.environ), partial(_call_at_barrier, each)) for each in preparations]
        return [call.result(TIMEOUT_SECONDS) for call in calls]


class WarmProcess:
    """A command of the product that runs, with methods of `subprocess.Popen`. What it prints is appended to files."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path, errors: Path
    ) -> None:
        self._arguments = list(arguments)
        self._process = _forking.Process(
            target=_run_command, args=(self._arguments, dict(environment), folder, output, errors)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def run_command(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command of the product in `folder` to its end."""
    with TemporaryDirectory() as outside:
        output, errors = Path(outside, "output"), Path(outside, "errors")
        code = WarmProcess(arguments, environment, folder, output, errors).wait(TIMEOUT_SECONDS)
        return subprocess.CompletedProcess(arguments, code, output.read_text(), errors.read_text())


def _run_command(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path, errors: Path
) -> None:
    for stream, path in ((sys.stdout, output), (sys.stderr, errors)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    main()


def _keep_barrier(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - each process of a pool gets it once, before its calls
    _barrier = barrier


def _call_at_barrier(prepare: Callable[[], Callable[[], Result]]) -> Result:
    prepared = prepare()
    _barrier.wait(TIMEOUT_SECONDS)
    return prepared()


def _call(environment: Mapping[str, str], function: Callable[[], Result]) -> Result:
    os.environ.clear()
    os.environ.update(environment)
    return function()
