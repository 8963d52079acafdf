"""Printing lists: tables for people, JSON for programs."""

import json
import sys
from io import StringIO

import pytest
from rich.text import Text

from novex_shopify.entrypoints.cli.listing import print_rows
from tests.entrypoints.cli.commands import run_command


@pytest.mark.parametrize("what", ["shops", "events", "orders", "fulfillments"])
def test_an_empty_list_is_an_empty_array_for_programs(what: str) -> None:
    result = run_command(what, "list", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_an_empty_list_says_how_to_start() -> None:
    result = run_command("shops", "list")
    assert result.stdout == ""
    assert "novex-shopify shops connect SHOP" in result.stderr


class FakeTerminal(StringIO):
    def isatty(self) -> bool:
        return True

    def read_lines(self) -> list[str]:
        """The output without colors."""
        return [line.rstrip() for line in Text.from_ansi(self.getvalue()).plain.splitlines()]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (80, ["shop        state      scopes", "tea-shop    connected  read_orders", "paper-shop  away"]),
        (
            20,
            [
                "shop    tea-shop",
                "state   connected",
                "scopes  read_orders",
                "",
                "shop   paper-shop",
                "state  away",
                "",
            ],
        ),
    ],
)
def test_a_terminal_too_narrow_for_a_table_shows_each_row_as_a_card(
    monkeypatch: pytest.MonkeyPatch, columns: int, lines: list[str]
) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    rows = [
        {"shop": "tea-shop", "state": "connected", "scopes": ["read_orders"]},
        {"shop": "paper-shop", "state": "away", "scopes": []},
    ]
    print_rows(rows, as_json=False, empty_message="")
    assert terminal.read_lines() == lines


def test_output_to_a_file_is_not_truncated_to_a_terminals_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_rows([{"shop": "tea-and-paper", "state": "connected"}], as_json=False, empty_message="")
    assert capsys.readouterr().out.split() == ["shop", "state", "tea-and-paper", "connected"]


def test_markup_in_a_value_is_shown_literally(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"title": "Tea [bold] 50 g"}], as_json=False, empty_message="")
    assert "Tea [bold] 50 g" in capsys.readouterr().out
