"""`novex-shopify issues`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from novex_shopify.domain.model.issue_record import IssueRecord
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.issues.list_issues import IssueView
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(
    no_args_is_help=True, help="Show what needs attention, and acknowledge, assign, ignore or resolve it."
)

IdsArgument = Annotated[list[int], typer.Argument(metavar="ID...", min=1, help="As `issues list` shows them.")]
IdArgument = Annotated[int, typer.Argument(metavar="ID", min=1, help="As `issues list` shows it.")]


@app.command("list")
def list_issues(
    *,
    view: Annotated[
        IssueView, typer.Option(help="attention is what is open or acknowledged, resolved what was so lately.")
    ] = IssueView.ATTENTION,
    store: Annotated[str | None, typer.Option(help="Only of this store.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what needs attention, the worst first."""
    with open_container() as container:
        listed = container.list_issues()(view, parse_shop_domain(store) if store else None)
    rows = [
        {
            "id": each.record.id if each.record else None,
            "severity": each.issue.severity,
            "issue": each.issue.title,
            "store": each.issue.shop,
            "orders": each.issue.orders,
            "state": each.state,
            "owner": each.owner.name if each.owner else None,
            "since": each.issue.since or (each.record.opened_at if each.record else None),
            "detail": each.issue.detail,
        }
        for each in listed
    ]
    print_rows(rows, as_json=as_json, empty_message="Nothing is in this view.")


@app.command("show")
def show_issue(issue: IdArgument, *, as_json: JsonOption = False) -> None:
    """Show an issue with its history, newest first."""
    with open_container() as container:
        record, changes = container.list_issues().show(issue)
    if not as_json:
        _print_records([record])
        typer.echo(f"{record.detail}\n" if record.detail else "")
    rows = [
        {"at": each.at, "what": each.kind, "by": each.actor.name, "orders": each.orders, "text": each.text}
        for each in changes
    ]
    print_rows(rows, as_json=as_json, empty_message="Its history was deleted after 90 days.")


@app.command("acknowledge")
def acknowledge(issues: IdsArgument) -> None:
    """Say that a person knows of issues."""
    with open_container() as container:
        _print_records(container.change_issues().acknowledge(issues))


@app.command("assign")
def assign(
    issues: IdsArgument,
    *,
    owner: Annotated[str | None, typer.Option("--to", help="E-mail address of a user. Left out: no person.")] = None,
) -> None:
    """Give issues an owner."""
    with open_container() as container:
        change = container.change_issues()
        _print_records(change.assign(issues, change.find_owner(owner) if owner else None))


@app.command("ignore")
def ignore(
    issues: IdsArgument,
    *,
    hours: Annotated[int | None, typer.Option(min=1, max=24 * 365, help="For this many hours.")] = None,
    until_more_orders: Annotated[bool, typer.Option(help="Until one has more orders than now.")] = False,
) -> None:
    """Ignore issues for some hours, until they have more orders than now, or until the first of both."""
    with open_container() as container:
        until: datetime | None = container.clock().now() + timedelta(hours=hours) if hours else None
        _print_records(container.change_issues().ignore(issues, until, until_more_orders=until_more_orders))


@app.command("resolve")
def resolve(issues: IdsArgument) -> None:
    """Resolve issues: each is opened again only by what happens from now on."""
    with open_container() as container:
        _print_records(container.change_issues().resolve(issues))


@app.command("reopen")
def reopen(issues: IdsArgument) -> None:
    """Open issues that are resolved, ignored or acknowledged."""
    with open_container() as container:
        _print_records(container.change_issues().reopen(issues))


@app.command("comment")
def comment(issue: IdArgument, text: Annotated[str, typer.Argument(help="It must name no customer.")]) -> None:
    """Add a comment to the history of an issue."""
    with open_container() as container:
        container.change_issues().comment(issue, text)
    typer.echo("The comment was added.")


def _print_records(records: Sequence[IssueRecord]) -> None:
    for each in records:
        owner = f", {each.owner.name}" if each.owner else ""
        typer.echo(f"{each.id}: {each.title} ({each.shop or 'all stores'}): {each.state}{owner}")
