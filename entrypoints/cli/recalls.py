"""`novex-shopify recall`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.recall import LotOutcome, NoticeChannel, Recall, RecallClass
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.policies.mass_balance import MassBalance
from novex_shopify.domain.use_cases.recall.affected_orders import AffectedOrder
from novex_shopify.domain.use_cases.recall.export_recall import RecallFile
from novex_shopify.domain.use_cases.recall.impact import Affected, RecallImpact
from novex_shopify.domain.use_cases.recall.note_notice import Answer
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import ReasonOption
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shown_data import record_shown_data
from novex_shopify.entrypoints.cli.trace import describe_mass_balance, to_order_row

app = typer.Typer(no_args_is_help=True, help="Recall lots: find who has them, notify them, and keep the evidence.")

LotsArgument = Annotated[list[str], typer.Argument(metavar="ITEM=LOT", help="A lot; can be repeated.")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="The recall's number, such as R-2026-0001.")]
NoteOption = Annotated[str, typer.Option(help="What the customer answered.")]
ReturnedOption = Annotated[int, typer.Option(min=0, help="How many base units came back upon the notice.")]


@app.command()
def preview(
    lots: LotsArgument,
    *,
    affected: Annotated[Affected | None, typer.Option(help="List these orders with their customers.")] = None,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
) -> None:
    """Show what recalling these lots would concern. Nothing is changed.

    With --affected, the orders are listed in place of the lots, and the audit log records that contacts were shown.
    """
    keys = [_parse_lot(lot) for lot in lots]
    with open_container() as container:
        impact = container.preview_recall()(keys)
        if affected is None:
            _print_impact(impact, as_json=as_json)
            return
        orders = container.preview_recall().list_orders(keys, affected, limit)
        record_shown_data(container, *(AuditSubject(AuditedKind.LOT, str(lot_id)) for lot_id in impact.lot_ids))
    for line in _describe_impact(impact):
        typer.echo(line, err=as_json)
    rows = [to_order_row(each.order) for each in orders]
    print_rows(rows, as_json=as_json, empty_message=f"No orders are {affected}.")


@app.command("open")
def open_recall(
    lots: LotsArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why; the ledger and every list of the recall show it.")],
    recall_class: Annotated[RecallClass, typer.Option("--class", help="How dangerous it is.")] = RecallClass.CLASS_2,
    mock: Annotated[bool, typer.Option("--mock", help="An exercise: nothing is stopped or unassigned.")] = False,
) -> None:
    """Open a recall: the lots are stopped, and what is not shipped of them is unassigned."""
    request = RecallRequest([_parse_lot(lot) for lot in lots], recall_class, reason, mock)
    with open_container() as container:
        recall = container.open_recall()(request)
        impact = container.show_recall()(recall.number).impact
    typer.echo(f"Recall {recall.number} is open{' as an exercise' if mock else ''}.")
    _print_impact(impact, as_json=False)


@app.command("list")
def list_recalls(*, limit: LimitOption = 50, as_json: JsonOption = False) -> None:
    """List recalls, the newest first."""
    with open_container() as container:
        now = container.clock().now()
        rows = [
            {
                **_to_recall_row(recall),
                "lots": [f"{lot.item_id} {lot.code}" for lot in lots],
                "minutes": recall.count_minutes(now),
            }
            for recall, lots in container.show_recall().list_latest(limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No lots were ever recalled. `recall preview` shows an impact.")


@app.command()
def show(
    number: NumberArgument,
    *,
    affected: Annotated[Affected, typer.Option(help="Which orders to list.")] = Affected.SHIPPED,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
) -> None:
    """Show a recall with its impact, and the orders it concerns with their notices.

    The audit log records it: contacts are shown.
    """
    with open_container() as container:
        shown = container.show_recall()(number)
        orders = container.show_recall().list_orders(number, affected, limit)
        record_shown_data(container, AuditSubject(AuditedKind.RECALL, number))
        minutes = shown.recall.count_minutes(container.clock().now())
    state = "open" if shown.recall.is_open else f"closed: {shown.recall.conclusion}"
    exercise = ", an exercise" if shown.recall.mock else ""
    typer.echo(f"Recall {number}{exercise}: {shown.recall.reason} ({state}; {minutes} minutes)", err=as_json)
    for line in _describe_impact(shown.impact):
        typer.echo(line, err=as_json)
    notices = shown.notices
    typer.echo(
        f"{notices.notified} of {shown.impact.customers} customers notified, {notices.answered} answered,"
        f" {notices.returned} units came back.",
        err=as_json,
    )
    print_rows([_to_affected_row(each) for each in orders], as_json=as_json, empty_message=f"No orders are {affected}.")


@app.command()
def notice(
    number: NumberArgument,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id of an order of the customer.")],
    *,
    channel: Annotated[NoticeChannel, typer.Option(help="How the customer was notified.")],
    note: NoteOption = "",
    returned: ReturnedOption = 0,
) -> None:
    """Record that the customer of an order was notified, with the answer if there is one."""
    with open_container() as container:
        saved = container.note_notice()(number, order, channel, Answer(note, returned))
    typer.echo(f"Notice {saved.id} of recall {number} is recorded.")


@app.command()
def answer(
    number: NumberArgument,
    notice_id: Annotated[int, typer.Argument(metavar="NOTICE", help="The number of the notice.")],
    *,
    note: NoteOption = "",
    returned: ReturnedOption = 0,
) -> None:
    """Record what a customer answered to a notice, in place of an earlier answer."""
    with open_container() as container:
        container.note_notice().note_answer(number, notice_id, Answer(note, returned))
    typer.echo(f"The answer to notice {notice_id} of recall {number} is recorded.")


@app.command()
def close(
    number: NumberArgument,
    outcomes: Annotated[
        list[str] | None,
        typer.Argument(metavar="ITEM=LOT=OUTCOME", help="Each lot: released, stays_recalled or scrapped."),
    ] = None,
    *,
    reason: ReasonOption,
) -> None:
    """Close a recall, and say what becomes of each of its lots. An exercise has no outcomes."""
    chosen = dict(map(_parse_outcome, outcomes or ()))
    with open_container() as container:
        recall = container.close_recall()(number, chosen, reason)
        minutes = recall.count_minutes(container.clock().now())
    typer.echo(f"Recall {number} is closed after {minutes} minutes.")


@app.command()
def export(
    number: NumberArgument,
    file: Annotated[RecallFile, typer.Argument(help="Customers to notify, or the records of the FDA or the EU.")],
    *,
    sheet_format: Annotated[SheetFormat, typer.Option("--format")] = SheetFormat.CSV,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; else standard output.")] = None,
) -> None:
    """Write a file of a recall, which the audit log records. Times are in UTC."""
    with open_container() as container:
        sheet, subject = container.export_recall()(number, file), AuditSubject(AuditedKind.RECALL, number)
        container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, after={"file": file})
        parts = container.sheet_writer()(sheet, sheet_format)
        if output is None:
            stream = typer.get_binary_stream("stdout")
            stream.writelines(parts)
        else:
            with output.open("wb") as target:
                target.writelines(parts)
            typer.echo(f"{output} is written.")


def _parse_lot(text: str) -> LotKey:
    item, separator, lot = text.partition("=")
    if not (item and separator and lot):
        raise typer.BadParameter(f"{text} is not ITEM=LOT, such as KIMCHI-350=L261101-A.")
    return LotKey(item, lot)


def _parse_outcome(text: str) -> tuple[LotKey, LotOutcome]:
    lot, _, outcome = text.rpartition("=")
    if outcome not in set(LotOutcome):
        raise typer.BadParameter(f"{text} is not ITEM=LOT=OUTCOME, such as KIMCHI-350=L261101-A=scrapped.")
    return _parse_lot(lot), LotOutcome(outcome)


def _print_impact(impact: RecallImpact, *, as_json: bool) -> None:
    for line in _describe_impact(impact):
        typer.echo(line, err=as_json)
    print_rows(
        [_to_lot_row(each.lot.item_id, each.lot.code, each.mass_balance) for each in impact.lots],
        as_json=as_json,
        empty_message="",
    )


def _describe_impact(impact: RecallImpact) -> Iterable[str]:
    on_hand = _count(impact.on_hand, "unit")
    yield f"In the warehouse: {on_hand}, {impact.assigned.units} of them assigned to orders."
    shipped, inferred, untraced = impact.shipped, impact.inferred, impact.untraced
    yield f"Shipped: {_count(shipped.units, 'unit')} in {_count(shipped.orders, 'order')}."
    yield f"Left with an assumed lot: {_count(inferred.units, 'more unit')} in {_count(inferred.orders, 'order')}."
    yield f"To be notified: {_count(impact.customers, 'customer')}."
    yield f"Left with an unknown lot: {_count(untraced.units, 'unit')} in {_count(untraced.orders, 'order')}."
    for lot in impact.made_from_them:
        yield f"Lot {lot.code} of {lot.item_id} was made from these lots, and is not among them."
    yield from describe_mass_balance(impact.mass_balance)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _to_lot_row(item_id: str, code: str, balance: MassBalance) -> Row:
    names: Sequence[str] = MassBalance.__slots__
    row: Mapping[str, object] = {name: getattr(balance, name) for name in names}
    return {"item_id": item_id, "lot": code, **row, "difference": balance.difference, "percent": balance.percent}


def _to_recall_row(recall: Recall) -> Row:
    return {
        "number": recall.number,
        "class": recall.recall_class,
        "reason": recall.reason,
        "mock": recall.mock,
        "opened_at": recall.opened_at,
        "opened_by": recall.opened_by.name,
        "closed_at": recall.closed_at,
        "closed_by": recall.closed_by.name if recall.closed_by else None,
        "conclusion": recall.conclusion,
    }


def _to_affected_row(each: AffectedOrder) -> Row:
    last = each.notices[-1] if each.notices else None
    return {
        **to_order_row(each.order),
        "notice": last.id if last else None,
        "channel": last.channel if last else None,
        "notified_at": last.notified_at if last else None,
        "answered_at": last.answered_at if last else None,
        "answer": last.note if last else None,
        "returned_upon_notice": sum(notice.returned for notice in each.notices),
    }
