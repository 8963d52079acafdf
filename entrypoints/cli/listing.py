"""Lists: a table for people, JSON for programs. Times are in UTC."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")]
Limit = Annotated[int, typer.Option(min=1, help="Show at most this many.")]

WIDTH_WITHOUT_TERMINAL = 200

Row = Mapping[str, Any]


def show(rows: Sequence[Row], *, as_json: bool, empty: str) -> None:
    """Print rows, which share their keys; `empty` says what to do when there are none."""
    if as_json:
        typer.echo(json.dumps(rows, default=_plain))
    elif not rows:
        typer.echo(empty, err=True)
    else:
        console = Console()
        console.print(_table(rows), width=None if console.is_terminal else WIDTH_WITHOUT_TERMINAL)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
