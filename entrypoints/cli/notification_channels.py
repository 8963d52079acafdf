"""`novex-shopify notifications channels`."""

from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.notification_rows import to_channel_row

channels = typer.Typer(no_args_is_help=True, help="Where notifications are sent.")

ChannelArgument = Annotated[int, typer.Argument(metavar="CHANNEL", help="From `notifications channels list`.")]


@channels.command("list")
def list_channels(*, as_json: JsonOption = False) -> None:
    """List the channels. Their addresses contain a token, and are shown by host and last letters."""
    with open_container() as container:
        rows = [to_channel_row(each) for each in container.change_channels().list_all()]
    print_rows(rows, as_json=as_json, empty_message="No channel yet. `notifications channels add` adds one.")


@channels.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What people know it by, such as Warehouse.")],
    kind: Annotated[ChannelKind, typer.Argument(help="What takes the messages.")],
    *,
    to: Annotated[list[str] | None, typer.Option(metavar="EMAIL", help="A recipient; can be repeated.")] = None,
    url_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the address of the webhook; asked for without it.")
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option(help="A file whose first line is the secret (whsec_…) of a webhook; else one is made."),
    ] = None,
) -> None:
    """Add a channel. The first one gets rules: what is critical at once, warnings once a day."""
    is_email = kind is ChannelKind.EMAIL
    url = None if is_email else Secret(_read_line(url_file) or typer.prompt("Address", hide_input=True))
    secret = _read_line(secret_file)
    with open_container() as container:
        added = container.change_channels().add(
            name, kind, recipients=to or (), url=url, signing_secret=Secret(secret) if secret else None
        )
    typer.echo(f"Channel {added.id} sends to {added.address}. Try it: novex-shopify notifications test {added.id}")
    if added.signing_secret and not secret:
        typer.echo(f"The secret of its signatures, which is shown only now: {added.signing_secret.value}")


@channels.command()
def pause(channel: ChannelArgument) -> None:
    """Send nothing to a channel until it is resumed."""
    with open_container() as container:
        paused = container.change_channels().pause(channel)
    typer.echo(f"{paused.name} is paused.")


@channels.command()
def resume(channel: ChannelArgument) -> None:
    """Send to a channel again: what is open, and was not sent to it, is sent now."""
    with open_container() as container:
        resumed = container.change_channels().resume(channel)
    typer.echo(f"{resumed.name} gets messages again.")


@channels.command()
def remove(channel: ChannelArgument) -> None:
    """Remove a channel from all rules, with what waits for it."""
    with open_container() as container:
        removed = container.change_channels().remove(channel)
    typer.echo(f"{removed.name} was removed.")


def _read_line(path: Path | None) -> str:
    return next(iter(path.read_text("utf-8").splitlines()), "").strip() if path else ""
