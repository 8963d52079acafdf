"""`novex-shopify`: every command in one list. A command's module is imported only when the command is called."""

import getpass
import importlib
import os
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as

if TYPE_CHECKING:
    from typer._click import Command, Context  # Typer carries its own copy of Click, and names these types nowhere else


class LazyCommand(NamedTuple):
    """Where a command is defined in this package, and its line in the list of commands."""

    location: str
    help: str


COMMANDS = {
    "demo": LazyCommand("demo:demo", "Run the whole product once on this machine; needs no account and keeps nothing."),
    "serve": LazyCommand("processes:serve", "Run the web process; without REDIS_URL, the worker runs inside it."),
    "worker": LazyCommand("processes:worker", "Run a worker process."),
    "sandbox": LazyCommand(
        "sandbox:sandbox", "Run a stand-in for Shopify on this machine, and one for EasyPost if it gets a port."
    ),
    "migrate": LazyCommand("processes:migrate", "Update the database to the schema of this version."),
    "moved": LazyCommand("moved:moved", "Confirm that this installation has another APP_URL now."),
    "doctor": LazyCommand("doctor:doctor", "Check every part between Shopify and the ERP."),
    "console": LazyCommand("console:app", "Set up the web console."),
    "users": LazyCommand("users:app", "Invite people to the console, and change what they may do."),
    "shops": LazyCommand("shops:app", "Connect stores, and change their settings."),
    "keys": LazyCommand(
        "keys:app", "Rotate the keys that encrypt tokens, authenticator apps, and keys of carriers and channels."
    ),
    "webhooks": LazyCommand("webhooks:app", "Show and repair webhook subscriptions."),
    "events": LazyCommand("events:app", "Show received webhooks, and replay them."),
    "search": LazyCommand("search:app", "Find anything by number, name, e-mail, phone, tracking number, SKU or lot."),
    "items": LazyCommand("items:app", "Load the ERP's items, and say how they are kept and shipped."),
    "products": LazyCommand("products:app", "Map Shopify's variants to ERP items."),
    "customers": LazyCommand(
        "customers:app", "Import customers, review possible duplicates, and say what lots they accept."
    ),
    "imports": LazyCommand("imports:app", "Show and cancel imports."),
    "orders": LazyCommand("orders:app", "Show, import, ship and check orders."),
    "holds": LazyCommand("holds:app", "Show the orders on hold, and set the rules that hold orders."),
    "issues": LazyCommand("issues:app", "Show what needs attention, and acknowledge, assign, ignore or resolve it."),
    "locations": LazyCommand("locations:app", "Name the places where items are kept."),
    "boxes": LazyCommand("boxes:app", "Name the boxes that parcels are packed in."),
    "origins": LazyCommand("origins:app", "State the addresses that parcels leave from."),
    "stock": LazyCommand("stock:app", "Receive, count, move and scrap stock."),
    "lots": LazyCommand("lots:app", "Show lots with their movements, and quarantine them."),
    "exceptions": LazyCommand(
        "exceptions:app", "Decide where Shopify and the warehouse contradict each other, and name lots that left."
    ),
    "returns": LazyCommand("returns:app", "Receive what customers send back, and restock or scrap it."),
    "trace": LazyCommand("trace:app", "Trace a lot to its customers, and an order to its lots."),
    "recall": LazyCommand("recalls:app", "Recall lots: find who has them, notify them, and keep the evidence."),
    "reports": LazyCommand("reports:app", "Report sales, taxes, punctuality and expiry, also by e-mail."),
    "sellers": LazyCommand("sellers:app", "Name the legal entities that sell, as invoices state them."),
    "documents": LazyCommand("documents:app", "Change how documents look: logo, colors and texts."),
    "invoices": LazyCommand("invoices:app", "Issue invoices and credit notes, and check that none was changed."),
    "privacy": LazyCommand("privacy:app", "Show privacy requests, and print their reports."),
    "labels": LazyCommand("labels:app", "Ask carriers for rates, buy labels, and print or void them."),
    "print-agent": LazyCommand(
        "print_agent:print_agent", "Take labels from browsers of this machine, and give them to a label printer."
    ),
    "manifests": LazyCommand(
        "manifests:app", "Close the day of each carrier, and print the manifests that it signs for."
    ),
    "carriers": LazyCommand("carriers:app", "Enter the keys that labels are bought with."),
    "notifications": LazyCommand(
        "notifications:app", "Notify people of issues by e-mail, Slack, Microsoft Teams or webhook."
    ),
    "fulfillments": LazyCommand("fulfillments:app", "Send shipments to Shopify."),
}


class LazyGroup(TyperGroup):
    """Lists `COMMANDS` without importing them."""

    def list_commands(self, ctx: "Context") -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """A stand-in with the help line; `resolve_command` replaces it by the real command when it is called."""
        command = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=command.help) if command else None

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, Command | None, list[str]]":
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name and command else command, rest


def load_command(name: str) -> "Command":
    module, _, attribute = COMMANDS[name].location.partition(":")
    target = getattr(importlib.import_module(f"novex_shopify.entrypoints.cli.{module}"), attribute)
    if isinstance(target, typer.Typer):
        return typer.main.get_group(target)
    single = typer.Typer(add_completion=False)
    single.command(name)(target)
    return typer.main.get_command(single)


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Connect Shopify stores to an ERP: orders in, shipments out, nothing lost, nothing booked twice.",
)


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(version("novex-shopify"))
        raise typer.Exit


@app.callback()
def _parse_global_options(
    context: typer.Context,
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    context.with_resource(acting_as(Actor(ActorKind.COMMAND_LINE, _get_user_name())))


def _get_user_name() -> str:
    """The user of the operating system; in a container it may have a number and no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown user"


def main() -> None:
    """Exit codes: 0 success, 1 refused or failed, 2 wrong usage or settings."""
    try:
        app()
    except (InvalidSettings, CannotStart) as error:
        _exit_with_error(error, exit_code=2)
    except NovexError as error:
        _exit_with_error(error, exit_code=1)


def _exit_with_error(error: Exception, *, exit_code: int) -> None:
    typer.secho(str(error), fg=typer.colors.RED, err=True)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
