"""What went wrong, in words for the person who repairs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A heading, what happened, and what to do about it. `details` are one line each, to be folded away."""

    title: str
    cause: str = ""
    fix: str = ""
    details: tuple[str, ...] = ()
