"""`novex-shopify moved`."""

import typer

from novex_shopify.entrypoints.cli.session import open_container


def moved() -> None:
    """Confirm that this installation has another APP_URL now."""
    with open_container() as container:
        app_url = container.settings().app_url
        previous = container.confirm_move()()
    if previous is None:
        typer.echo(f"Nothing to confirm: {app_url} is this installation's address.")
    else:
        typer.echo(f"This installation has moved from {previous} to {app_url}. Its webhooks are subscribed there now.")
