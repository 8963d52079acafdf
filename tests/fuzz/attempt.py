"""One request of the fuzzer, with what would be wrong about its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz.http import Answer, Request


@dataclass(frozen=True, slots=True)
class Attempt:
    """`is_forgery_taken` judges by the answer alone whether something was accepted that must not be."""

    request: Request
    is_forgery_taken: Callable[[Answer], bool] = lambda _: False
    foreseen: tuple[int, ...] = ()
    """Statuses of 500 and above that are right for this request."""

    def find_fault(self, answer: Answer) -> str | None:
        """What is wrong; None if nothing is."""
        if answer.hung:
            return "no end of the answer"
        if self.is_forgery_taken(answer):
            return "forgery accepted"
        unforeseen = [status for status in answer.statuses if status >= 500 and status not in self.foreseen]
        return f"unforeseen {unforeseen[0]}" if unforeseen else None
