"""What is shown while the story goes on, and at its end."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that had to be true."""

    what: str
    held: bool
    found: str


@dataclass(slots=True)
class Report:
    """Prints chapters and checks as they happen, and remembers the checks."""

    console: Console
    checks: list[Check] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        """A new part begins."""
        self.console.print(f"[bold]{title}[/bold]")

    def check(self, what: str, held: bool, found: object) -> None:
        """Something had to be true, and was or was not."""
        check = Check(what, held, str(found))
        self.checks.append(check)
        self.console.print(f"  {_mark(check)} {what} [dim]{check.found}[/dim]")

    @property
    def all_held(self) -> bool:
        """Whether everything was as it had to be."""
        return bool(self.checks) and all(check.held for check in self.checks)

    def summary(self, seconds: float) -> None:
        """All checks in one table."""
        held = sum(check.held for check in self.checks)
        table = Table(title=f"{held} of {len(self.checks)} checks held, in {seconds:.1f} s", title_justify="left")
        table.add_column("")
        table.add_column("What was done and checked", overflow="fold")
        table.add_column("Found", overflow="fold")
        for check in self.checks:
            table.add_row(_mark(check), check.what, check.found)
        self.console.print(table)


def _mark(check: Check) -> str:
    return "[green]✓[/green]" if check.held else "[red]✗[/red]"
