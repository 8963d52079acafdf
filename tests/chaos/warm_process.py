"""Calls a function in a process of its own, forked from one that has imported the product: the import takes seconds."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

TIMEOUT_SECONDS = 240

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_forking = get_context("forkserver")
_forking.set_forkserver_preload(
    [
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


def _call(environment: Mapping[str, str], function: Callable[[], Result]) -> Result:
    os.environ.clear()
    os.environ.update(environment)
    return function()
