"""What is shown while the story goes on, and at its end."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that had to be true."""

    description: str
    passed: bool
    actual: str


@dataclass(slots=True)
class Report:
    """Prints chapters and checks as they happen, and remembers the checks."""

    console: Console
    checks: list[Check] = field(default_factory=list)

    def start_step(self, title: str) -> None:
        """A new part begins."""
        self.console.print(f"[bold]{title}[/bold]")

    def record_check(self, description: str, passed: bool, actual: object) -> None:
        """Something had to be true, and was or was not."""
        check = Check(description, passed, str(actual))
        self.checks.append(check)
        self.console.print(f"  {_format_mark(check)} {description} [dim]{check.actual}[/dim]")

    @property
    def all_passed(self) -> bool:
        """Whether everything was as it had to be."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    def print_summary(self, seconds: float) -> None:
        """All checks in one table."""
        passed_count = sum(check.passed for check in self.checks)
        table = Table(
            title=f"{passed_count} of {len(self.checks)} checks held, in {seconds:.1f} s", title_justify="left"
        )
        table.add_column("")
        table.add_column("What was done and checked", overflow="fold")
        table.add_column("Found", overflow="fold")
        for check in self.checks:
            table.add_row(_format_mark(check), check.description, check.actual)
        self.console.print(table)


def _format_mark(check: Check) -> str:
    return "[green]✓[/green]" if check.passed else "[red]✗[/red]"
