"""`novex-shopify keys`."""

import typer

from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(
    no_args_is_help=True,
    help="Rotate the keys that encrypt tokens, authenticator apps, and keys of carriers and channels.",
)


@app.callback()
def keys() -> None:
    """With a callback, Typer keeps `rotate` as a subcommand although it is the only one."""


@app.command()
def rotate() -> None:
    """Re-encrypt everything that is encrypted with the first of TOKEN_ENCRYPTION_KEYS. Workers can keep running."""
    with open_container() as container:
        rotated = container.rotate_keys()()
    typer.echo(f"Re-encrypted the tokens of {rotated.reencrypted} stores.")
    if rotated.reencrypted_apps:
        typer.echo(f"Re-encrypted the authenticator apps of {rotated.reencrypted_apps} users.")
    if rotated.reencrypted_accounts:
        typer.echo(f"Re-encrypted the keys of {rotated.reencrypted_accounts} carrier accounts.")
    if rotated.reencrypted_channels:
        typer.echo(f"Re-encrypted the addresses of {rotated.reencrypted_channels} notification channels.")
    for domain in rotated.unreadable:
        typer.echo(
            f"No configured key decrypts the tokens of {domain}. Add its key again, or reconnect the store.", err=True
        )
    for email in rotated.unreadable_apps:
        typer.echo(
            f"No configured key decrypts the authenticator app of {email}. Add its key again, or turn two-step sign-in"
            f" off: novex-shopify users remove-second-factor {email}",
            err=True,
        )
    for shop in rotated.unreadable_accounts:
        typer.echo(
            f"No configured key decrypts the carrier account of {shop or 'all stores'}. Add its key again, or enter"
            " the account's keys again.",
            err=True,
        )
    for channel in rotated.unreadable_channels:
        typer.echo(
            f"No configured key decrypts the notification channel {channel}. Add its key again, or remove the channel.",
            err=True,
        )
    unreadable = (rotated.unreadable, rotated.unreadable_apps, rotated.unreadable_accounts, rotated.unreadable_channels)
    if any(unreadable):
        raise typer.Exit(1)
    typer.echo(
        "You can now remove the other keys, if every process was restarted with this list of keys before this run."
        " Otherwise restart them and run this again."
    )
