"""Prints lists: as a table for people, as JSON for programs. Times are in UTC."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Column, Table

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")]
LimitOption = Annotated[int, typer.Option(min=1, help="Show at most this many rows.")]

WIDTH_WITHOUT_TERMINAL = 200
MAX_TABLE_WIDTH = 10_000

Row = Mapping[str, Any]


def print_rows(rows: Sequence[Row], *, as_json: bool, empty_message: str) -> None:
    """All rows have the same keys. `empty_message` says what to do if there are none."""
    if as_json:
        typer.echo(json.dumps(rows, default=_to_json_value))
    elif not rows:
        typer.echo(empty_message, err=True)
    else:
        console = Console() if sys.stdout.isatty() else Console(width=WIDTH_WITHOUT_TERMINAL)
        table = _build_table(rows)
        console.print(table if _measure_min_width(console, table) <= console.width else Group(*map(_build_card, rows)))


def _measure_min_width(console: Console, table: Table) -> int:
    """How many columns the table needs without breaking words."""
    return Measurement.get(console, console.options.update(max_width=MAX_TABLE_WIDTH), table).minimum


def _build_card(row: Row) -> Table:
    """One row, for terminals that are too narrow for a table: a line for each value."""
    card = Table.grid("", Column(overflow="fold"), padding=(0, 2, 0, 0))
    for name, value in row.items():
        if text := _format_cell(value):
            card.add_row(f"[bold]{name}[/bold]", escape(text))
    card.add_row()
    return card


def _build_table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape(_format_cell(value)) for value in row.values()))
    return table


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_format_cell, value))
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def _to_json_value(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
