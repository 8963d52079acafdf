"""What a person does with an open recall: notices, answers, and the end."""

import re

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidQuantity, NotFound, StockRefused
from novex_shopify.domain.model.recall import LotOutcome, NoticeChannel
from novex_shopify.domain.use_cases.recall.note_notice import Answer
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, LotKey
from novex_shopify.entrypoints.web.console.recalls.recall_pages import RefusedForm, render_recall
from novex_shopify.entrypoints.web.console.recalls.recall_records import RECALLS_PATH
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")


def add_notice(request: ConsoleRequest) -> Response:
    number, order_id = _get_number(request), request.get_form_field("order")
    channel = request.get_form_field("channel")
    try:
        chosen = NoticeChannel(channel) if channel in set(NoticeChannel) else NoticeChannel.OTHER
        request.container.note_notice()(number, order_id, chosen, _read_answer(request))
    except StockRefused as refusal:
        return _refuse(request, f"notice-{order_id}", refusal)
    return _return_to_list(request, "The notice is recorded")


def add_answer(request: ConsoleRequest) -> Response:
    number, notice_id = _get_number(request), request.get_path_id("notice")
    try:
        request.container.note_notice().note_answer(number, notice_id, _read_answer(request))
    except StockRefused as refusal:
        return _refuse(request, f"answer-{notice_id}", refusal)
    return _return_to_list(request, "The answer is recorded")


def close_recall(request: ConsoleRequest) -> Response:
    """Close it with the outcomes that the form names for each lot."""
    number = _get_number(request)
    lots = [lot for lot, _ in request.container.show_recall()(number).lots]
    chosen = {LotKey(lot.item_id, lot.code): request.get_form_field(f"outcome-{lot.id}") for lot in lots}
    outcomes = {key: LotOutcome(text) for key, text in chosen.items() if text in set(LotOutcome)}
    try:
        recall = request.container.close_recall()(number, outcomes, request.get_form_field("conclusion"))
    except StockRefused as refusal:
        return _refuse(request, "close", refusal)
    minutes = recall.count_minutes(request.container.clock().now())
    return redirect(f"{RECALLS_PATH}/{number}", f"Recall {number} is closed after {minutes} minutes")


def _get_number(request: ConsoleRequest) -> str:
    number: str = request.http_request.path_params["number"]
    return number


def _read_answer(request: ConsoleRequest) -> Answer:
    returned = request.get_form_field("returned") or "0"
    if not _WHOLE_NUMBER.fullmatch(returned):
        raise InvalidQuantity(0, MAX_QUANTITY)
    return Answer(request.get_form_field("note"), int(returned))


def _refuse(request: ConsoleRequest, action: str, refusal: StockRefused | NotFound) -> Response:
    values = {name: value for name, value in request.form.items() if isinstance(value, str)}
    return render_recall(request, RefusedForm(action, values, str(refusal)))


def _return_to_list(request: ConsoleRequest, message: str) -> Response:
    """The same list as before, with personal data if it was shown."""
    filters = {name: request.get_form_field(name) for name in ("affected", "personal_data", "after")}
    return redirect(f"{RECALLS_PATH}/{_get_number(request)}" + build_query(**filters), message)
