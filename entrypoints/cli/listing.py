"""Lists: a table for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")]
Limit = Annotated[int, typer.Option(min=1, help="Show at most this many.")]

Row = Mapping[str, Any]


def show(rows: Sequence[Row], *, as_json: bool, empty: str) -> None:
    """Print rows, which share their keys; `empty` says what to do when there are none."""
    if as_json:
        typer.echo(json.dumps(rows, default=str))
    elif not rows:
        typer.echo(empty, err=True)
    else:
        Console().print(_table(rows))


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    return table
