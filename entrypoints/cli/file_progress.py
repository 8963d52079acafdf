"""How far a command is with its file: a bar on standard error, because standard output can be the file."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class FileProgress:
    """A bar without an end, until it is known how many parts there are."""

    bar: Progress
    task: TaskID

    def track(self, parts: Iterable[Part], description: str, total: int) -> Iterable[Part]:
        """Return the parts, each of which moves the bar."""
        self.bar.update(self.task, description=description)
        return self.bar.track(parts, total, task_id=self.task)


@contextmanager
def show_file_progress(description: str) -> Generator[FileProgress]:
    """Nothing is shown unless standard error is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield FileProgress(bar, bar.add_task(description, total=None))
