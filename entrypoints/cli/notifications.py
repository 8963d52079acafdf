"""`novex-shopify notifications`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.policies.notification_rule_values import build_settings
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.notification_channels import ChannelArgument, channels
from novex_shopify.entrypoints.cli.notification_rules import rules
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.notification_rows import to_notification_row

app = typer.Typer(no_args_is_help=True, help="Notify people of issues by e-mail, Slack, Microsoft Teams or webhook.")
app.add_typer(channels, name="channels")
app.add_typer(rules, name="rules")


@app.command()
def test(channel: ChannelArgument) -> None:
    """Send a test message to a channel, and show its answer."""
    with open_container() as container:
        answer = container.send_test_message()(channel)
    typer.echo(f"Channel {channel} answered: {answer}")


@app.command()
def deliveries(
    *,
    state: Annotated[NotificationState | None, typer.Option(help="Only those in this state.")] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Show the last messages, newest first, and what their channels answered."""
    with open_transaction() as tx:
        names = tx.notification_channels.list_names()
        found = tx.notifications.list_latest(limit, state=state)
    rows = [to_notification_row(each, names.get(each.channel_id)) for each in found]
    print_rows(rows, as_json=as_json, empty_message="No message was sent yet.")


@app.command()
def retry(channel: ChannelArgument) -> None:
    """Try a channel's messages again that were given up."""
    with open_container() as container:
        count = container.resolve_given_up().retry(channel)
    typer.echo(f"{count} messages are tried again.")


@app.command()
def dismiss(channel: ChannelArgument) -> None:
    """Dismiss a channel's messages that were given up."""
    with open_container() as container:
        count = container.resolve_given_up().dismiss(channel)
    typer.echo(f"{count} messages were dismissed.")


@app.command("quiet-hours")
def quiet_hours(
    *,
    time_zone: Annotated[str, typer.Option(help="The zone of all times of rules, such as Europe/Berlin.")] = "UTC",
    begin: Annotated[str | None, typer.Option("--from", help="When they begin, such as 22:00.")] = None,
    end: Annotated[str | None, typer.Option("--until", help="When they end, such as 07:00.")] = None,
) -> None:
    """Set the hours in which rules send nothing, or none without both times."""
    settings = build_settings(time_zone, begin, end)
    with open_container() as container:
        saved = container.change_notification_rules().save_settings(settings)
    hours = f"from {saved.quiet_from:%H:%M} to {saved.quiet_until:%H:%M}" if saved.quiet_from else "never"
    typer.echo(f"Quiet hours are {hours}, {saved.time_zone}.")
