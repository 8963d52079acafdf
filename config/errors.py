"""Why the product cannot start."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One wrong setting. Its value is never shown, because it may be a secret."""

    variable: str
    message: str
    example: str

    def __str__(self) -> str:
        return f"{self.variable} {self.message}. Example: {self.variable}={self.example}"


class InvalidSettings(Exception):
    """Settings are missing or invalid; `problems` lists all of them."""

    def __init__(self, *problems: SettingProblem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class CannotStart(Exception):
    """The settings are valid, but something they name cannot be used. The message names it, the cause and the fix."""
