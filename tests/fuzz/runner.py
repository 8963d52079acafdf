"""Sends requests to the product, and judges every answer.

Each request is made from the seed, its surface and its number alone, so a single one can be sent again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random

from tests.fuzz import api, console, oauth, raw, webhooks
from tests.fuzz.attempt import Attempt
from tests.fuzz.http import send
from tests.fuzz.world import World

Build = Callable[[Random, int], Attempt]

THREADS = 4
MEMORY_SAMPLES = 10
MAX_MEMORY_GROWTH = 1.15
"""From the third of ten parts on, by when caches are full, to the end."""


@dataclass(slots=True)
class Result:
    """`faults` are what to repeat with, and what was wrong."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def list_surfaces(world: World) -> Mapping[str, Build]:
    return {
        "webhooks": webhooks.build,
        "oauth": oauth.build,
        "console": partial(console.build, world=world),
        "api": api.build,
        "raw": raw.build,
    }


def run(world: World, seed: int, amount: int) -> Result:
    """Send `amount` requests, spread evenly over all surfaces."""
    result, surfaces = Result(), list_surfaces(world)
    jobs = [(name, number) for number in range(amount // len(surfaces)) for name in surfaces]
    with ThreadPoolExecutor(THREADS) as threads:
        for part in _split(jobs, MEMORY_SAMPLES):
            for (name, number), (status, fault) in zip(
                part, threads.map(lambda job: _try(world, surfaces, seed, *job), part), strict=True
            ):
                result.statuses[name][status] += 1
                if fault:
                    result.faults.append(f"{name} {number} (seed {seed}): {fault}")
            result.megabytes.append(world.get_resident_megabytes())
    result.faults += _judge_afterwards(world, result.megabytes)
    return result


def build_attempt(world: World, surface: str, seed: int, number: int) -> Attempt:
    return list_surfaces(world)[surface](Random(f"{seed} {surface} {number}"), number)


def _try(world: World, surfaces: Mapping[str, Build], seed: int, name: str, number: int) -> tuple[int, str | None]:
    attempt = surfaces[name](Random(f"{seed} {name} {number}"), number)
    answer = send(world.port, attempt.request)
    return answer.status, attempt.find_fault(answer)


def _judge_afterwards(world: World, megabytes: Sequence[float]) -> Iterator[str]:
    if world.count_shops() != 1:
        yield "a store was connected or removed"
    if found := world.find_secrets_in_log():
        yield f"the log has {len(found)} secrets"
    if tracebacks := world.list_tracebacks():
        yield f"the log has {len(tracebacks)} tracebacks, the first: {tracebacks[0][:2000]}"
    if not world.process.is_running():
        yield "the process ended"
    if megabytes[-1] > megabytes[2] * MAX_MEMORY_GROWTH:
        yield f"memory grew from {megabytes[2]:.0f} to {megabytes[-1]:.0f} MB"


def _split(jobs: Sequence[tuple[str, int]], parts: int) -> Iterator[Sequence[tuple[str, int]]]:
    size = -(-len(jobs) // parts)
    return (jobs[start : start + size] for start in range(0, len(jobs), size))
