"""`/console/issues`: one issue with its history; and what a person does with one or several at once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidIssueChange
from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.issue_record import IssueRecord, IssueState
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.timing import DAY, HOUR, WEEK
from novex_shopify.domain.use_cases.issues.change_issues import MAX_COMMENT
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.issue_actions import build_row
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

UNTIL_MORE_ORDERS = "more_orders"
IGNORE_CHOICES = (
    ("1h", "for 1 hour"),
    ("1d", "for 1 day"),
    ("1w", "for 1 week"),
    (UNTIL_MORE_ORDERS, "until more orders"),
)
_PERIODS: dict[str, timedelta] = {"1h": HOUR, "1d": DAY, "1w": WEEK}
_NONE_CHOSEN = "Choose issues first"


def show_issue(request: ConsoleRequest) -> Response:
    record, changes = request.container.list_issues().show(request.get_path_id("issue"))
    return render(
        request,
        "issues/issue.html",
        record=record,
        changes=changes,
        row=build_row(record.to_issue(), record),
        owners=list_owners(request),
        ignore_choices=IGNORE_CHOICES,
        max_comment=MAX_COMMENT,
    )


def list_owners(request: ConsoleRequest) -> Sequence[Actor]:
    """Who issues can be assigned to: who asks comes first, then the other people who can sign in."""
    if not request.may("operator"):
        return []
    with request.container.read_transaction() as tx:
        people = [user.to_actor() for user in tx.users.list_all() if user.active]
    return [request.actor, *(each for each in people if each != request.actor)]


def acknowledge(request: ConsoleRequest) -> Response:
    return _change(request, request.container.change_issues().acknowledge, "acknowledged", IssueState.ACKNOWLEDGED)


def resolve(request: ConsoleRequest) -> Response:
    return _change(request, request.container.change_issues().resolve, "resolved", IssueState.RESOLVED)


def reopen(request: ConsoleRequest) -> Response:
    return _change(request, request.container.change_issues().reopen, "opened", IssueState.OPEN)


def assign(request: ConsoleRequest) -> Response:
    """Assign to the person that the form names by id; empty is the one who asks, and `none` takes the owner away."""
    change, wanted = request.container.change_issues(), request.get_form_field("owner")
    if wanted == "none":
        return _change(request, lambda ids: change.assign(ids, None), "without an owner")
    owner = request.actor if wanted in ("", request.actor.id) else change.find_owner(wanted)
    return _change(request, lambda ids: change.assign(ids, owner), f"assigned to {owner.name}")


def ignore(request: ConsoleRequest) -> Response:
    choice, now = request.get_form_field("until"), request.container.clock().now()
    if choice not in dict(IGNORE_CHOICES):
        raise InvalidIssueChange("Choose until when the issue is ignored.")
    until: datetime | None = now + _PERIODS[choice] if choice in _PERIODS else None
    more_orders = choice == UNTIL_MORE_ORDERS
    change = request.container.change_issues()
    return _change(
        request,
        lambda ids: change.ignore(ids, until, until_more_orders=more_orders),
        f"ignored {dict(IGNORE_CHOICES)[choice]}",
        IssueState.IGNORED,
    )


def comment(request: ConsoleRequest) -> Response:
    issue_id = request.get_path_id("issue")
    request.container.change_issues().comment(issue_id, request.get_form_field("text"))
    return redirect(f"/console/issues/{issue_id}", "Comment added")


def _change(
    request: ConsoleRequest,
    change: Callable[[Sequence[int]], Sequence[IssueRecord]],
    done: str,
    state: IssueState | None = None,
) -> Response:
    back = request.get_next_path()
    ids = [number for each in request.form.getlist("id") if (number := parse_id(str(each)))]
    if not ids:
        return redirect(back, _NONE_CHOSEN)
    changed = change(ids)
    count = sum(state in (None, each.state) for each in changed)
    rest = len(changed) - count
    message = f"{format_plural(count, 'issue')} {done}."
    return redirect(back, f"{message} {format_plural(rest, 'issue')} resolved already." if rest else message)
