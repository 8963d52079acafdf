"""`novex-shopify console`."""

from typing import Annotated

import typer

from novex_shopify.config.container import Container
from novex_shopify.domain.model.secret import Secret

app = typer.Typer(no_args_is_help=True, help="The web console.")

SHORTEST_PASSWORD = 12


@app.callback()
def console() -> None:
    """Keep `password` a command of its own while it is the only one."""


@app.command()
def password(
    new: Annotated[str, typer.Option("--password", prompt="New password", hide_input=True, confirmation_prompt=True)],
) -> None:
    """Ask for a password, and print the hash for CONSOLE_PASSWORD_HASH."""
    if len(new) < SHORTEST_PASSWORD:
        raise typer.BadParameter(f"A password of the console has at least {SHORTEST_PASSWORD} characters.")
    typer.echo(Container.hash_of_password(Secret(new)))
