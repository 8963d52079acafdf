"""The table in docs/console.md says of every command where the console does the same, or why only the server does."""

import re
from pathlib import Path

from typer.core import TyperGroup

from novex_shopify.entrypoints.cli.app import COMMANDS, load_command
from novex_shopify.entrypoints.web.console.routes import routes

DOCS = Path(__file__).parents[2] / "docs" / "console.md"
ON_THE_SERVER = "On the server: "


def read_table() -> list[tuple[list[str], str]]:
    """The commands of each row, such as `users list`, and what its last cell says."""
    section = DOCS.read_text().partition("\n## Commands and pages\n")[2].partition("\n## ")[0]
    rows = [row.strip("|").split("|") for row in section.splitlines() if row.startswith("| `")]
    return [
        (
            [f"{group} {name}".strip() for group in find_quoted(groups) for name in find_quoted(names) or [""]],
            where.strip(),
        )
        for groups, names, where in rows
    ]


def find_quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def list_commands() -> set[str]:
    commands = {name: load_command(name) for name in COMMANDS}
    children = {name: list(each.commands) if isinstance(each, TyperGroup) else [""] for name, each in commands.items()}
    return {f"{name} {child}".strip() for name, some in children.items() for child in some}


def test_every_command_is_in_the_table_once() -> None:
    listed = [command for commands, _ in read_table() for command in commands]
    assert sorted(listed) == sorted(list_commands())


def test_every_page_of_the_table_exists_and_what_has_none_has_a_reason() -> None:
    pages = {route.path.removeprefix("/console") for route in routes if "GET" in (route.methods or ())}
    for commands, where in read_table():
        named = [quoted for quoted in find_quoted(where) if quoted.startswith("/")]
        assert [page for page in named if page not in pages] == [], commands
        assert named or where.startswith(ON_THE_SERVER), commands
