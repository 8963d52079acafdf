"""The table of results."""

from rich.console import Console
from rich.table import Table


class Report:
    """Figures and ratios; a ratio has a target."""

    def __init__(self) -> None:
        self._table = Table("what", "measured", "target", "", title="Measured in one run on this machine")
        self.missed_targets = 0

    def add_figure(self, label: str, measured: str) -> None:
        """Add a figure, which can be compared only within one run."""
        self._table.add_row(label, measured, "", "")

    def add_ratio(
        self, label: str, measured: float, *, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """Add a ratio and its target."""
        reached = measured >= at_least if at_least is not None else at_most is None or measured <= at_most
        self.missed_targets += not reached
        target = f"at least {at_least}" if at_least is not None else f"at most {at_most}"
        self._table.add_row(label, f"{measured:.2f}", target, "reached" if reached else "MISSED")

    def print(self) -> None:
        Console(width=140).print(self._table)
