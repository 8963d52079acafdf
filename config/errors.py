"""What stops a start."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that is wrong. The value itself is never told: it may be a secret."""

    variable: str
    message: str
    example: str

    def __str__(self) -> str:
        return f"{self.variable} {self.message}. Example: {self.variable}={self.example}"


class InvalidSettings(Exception):
    """The environment does not suffice to start; `problems` lists everything at once."""

    def __init__(self, *problems: SettingProblem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class CannotStart(Exception):
    """The settings are well formed, but what they name cannot be used: the message names it, the cause and the fix."""
