"""`novex-shopify keys`."""

import typer

from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="The keys that stored tokens are encrypted with.")


@app.callback()
def keys() -> None:
    """Keep `rotate` a command of its own, though it is the only one."""


@app.command()
def rotate() -> None:
    """Encrypt every stored token with the first of TOKEN_ENCRYPTION_KEYS; workers may run meanwhile."""
    with open_container() as container:
        rotated = container.rotate_keys()()
    typer.echo(f"Encrypted anew: the tokens of {rotated.reencrypted} stores.")
    for domain in rotated.unreadable:
        typer.echo(f"No configured key opens the tokens of {domain}: put its key back, or connect it again.", err=True)
    if rotated.unreadable:
        raise typer.Exit(1)
    typer.echo(
        "The other keys may be removed, if every process was started with this list of keys"
        " before this run; if not, start them with it and run this again."
    )
