"""Prints the demo's steps and checks, and a summary."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Check:
    description: str
    passed: bool
    actual: str


@dataclass(slots=True)
class Report:
    console: Console
    checks: list[Check] = field(default_factory=list)

    def start_step(self, title: str) -> None:
        self.console.print(f"[bold]{title}[/bold]")

    def record_check(self, description: str, passed: bool, actual: object) -> None:
        check = Check(description, passed, str(actual))
        self.checks.append(check)
        self.console.print(f"  {_format_mark(check)} {description}: [dim]{check.actual}[/dim]")

    @property
    def all_passed(self) -> bool:
        return bool(self.checks) and all(check.passed for check in self.checks)

    def print_summary(self, seconds: float) -> None:
        passed_count = sum(check.passed for check in self.checks)
        table = Table(
            title=f"{passed_count} of {len(self.checks)} checks passed in {seconds:.1f} s", title_justify="left"
        )
        table.add_column("")
        table.add_column("Check", overflow="fold")
        table.add_column("Result", overflow="fold")
        for check in self.checks:
            table.add_row(_format_mark(check), check.description, check.actual)
        self.console.print(table)


def _format_mark(check: Check) -> str:
    return "[green]✓[/green]" if check.passed else "[red]✗[/red]"
