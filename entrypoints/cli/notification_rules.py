"""`novex-shopify notifications rules`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.notification_rule import NotificationTiming
from novex_shopify.domain.policies.notification_rule_values import build_rule
from novex_shopify.domain.policies.notification_rules import describe_cause, describe_timing
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.notification_rows import to_rule_row

rules = typer.Typer(no_args_is_help=True, help="Who is notified of what, and when.")

RuleArgument = Annotated[int, typer.Argument(metavar="RULE", help="From `notifications rules list`.")]


@rules.command("list")
def list_rules(*, as_json: JsonOption = False) -> None:
    """List the rules."""
    with open_container() as container:
        rows = [to_rule_row(each) for each in container.change_notification_rules().list_all()]
    print_rows(rows, as_json=as_json, empty_message="No rule yet. `notifications rules save` adds one.")


@rules.command()
def save(
    cause: Annotated[
        str,
        typer.Argument(
            metavar="CAUSE", help="all, critical, warning, data_check, or a kind of issue, such as no_webhooks."
        ),
    ],
    *,
    channel: Annotated[list[int], typer.Option(metavar="CHANNEL", help="Who gets it; can be repeated.")],
    rule: Annotated[int, typer.Option(help="The rule to replace; a new one without it.")] = 0,
    store: Annotated[str, typer.Option(help="Only of this store.")] = "",
    min_orders: Annotated[int, typer.Option(help="Only if it affects this number of orders or more.")] = 0,
    min_minutes: Annotated[int, typer.Option(help="Only if it has lasted for this time.")] = 0,
    timing: Annotated[NotificationTiming, typer.Option(help="At once, or all of an hour or a day together.")] = (
        NotificationTiming.IMMEDIATE
    ),
    daily_at: Annotated[str, typer.Option(help="When a daily message is sent.")] = "08:00",
    passes_quiet_hours: Annotated[bool, typer.Option(help="Send it in quiet hours as well.")] = False,
    remind_after_hours: Annotated[int, typer.Option(help="Send it again after this time; 0 is never.")] = 0,
) -> None:
    """Add a rule, or replace one."""
    wanted = build_rule(
        channel,
        cause,
        rule_id=rule,
        shop=store,
        min_orders=min_orders,
        min_minutes=min_minutes,
        timing=timing,
        daily_at=daily_at,
        passes_quiet_hours=passes_quiet_hours,
        remind_after_hours=remind_after_hours,
    )
    with open_container() as container:
        saved = container.change_notification_rules().save(wanted)
    typer.echo(f"Rule {saved.id} was saved: {describe_cause(saved)}. {describe_timing(saved)}.")


@rules.command()
def remove(rule: RuleArgument) -> None:
    """Remove a rule. What it holds back is not sent."""
    with open_container() as container:
        container.change_notification_rules().remove(rule)
    typer.echo(f"Rule {rule} was removed.")
