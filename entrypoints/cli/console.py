"""`novex-shopify console`."""

from typing import Annotated

import typer

from novex_shopify.config.console_password import hash_password
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.cli.secret_options import warn_about_secret

app = typer.Typer(no_args_is_help=True, help="Set up the web console.")

MIN_PASSWORD_LENGTH = 12


@app.callback()
def console() -> None:
    """With a callback, Typer keeps `password` as a subcommand although it is the only one."""


@app.command()
def password(
    context: typer.Context,
    new: Annotated[str, typer.Option("--password", prompt="New password", hide_input=True, confirmation_prompt=True)],
) -> None:
    """Ask for a password, and print its hash for CONSOLE_PASSWORD_HASH."""
    warn_about_secret(context, "new", "a password")
    if len(new) < MIN_PASSWORD_LENGTH:
        raise typer.BadParameter(f"Use at least {MIN_PASSWORD_LENGTH} characters.")
    typer.echo(hash_password(Secret(new)))
