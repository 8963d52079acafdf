"""Files of labels and forms: each gets an address that needs no key, and is drawn when it is read."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.labels.content import LabelContent, build_label_content, format_lines
from novex_shopify.entrypoints.sandbox.easypost.labels.drawing import draw_form, draw_label
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment

EXTENSIONS = {"PNG": "png", "PDF": "pdf", "ZPL": "zpl", "EPL2": "epl2"}


def issue_label(account: Account, shipment: Shipment, file_format: str, url: str, now: datetime) -> None:
    """Give a bought shipment its label in this format."""
    assert shipment.label
    draw = partial(draw_label, build_label_content(shipment), file_format)
    shipment.label.urls[file_format] = _publish(
        account, f"postage_label/{now:%Y%m%d}", EXTENSIONS[file_format], draw, url
    )
    shipment.label.updated_at = now


def issue_form(account: Account, shipment: Shipment, form_type: str, url: str, now: datetime) -> JsonObject:
    """Add a form, such as return_packing_slip, to a shipment."""
    lines = [*format_lines(shipment.sender), "", *format_lines(shipment.recipient), "", shipment.tracking_code or ""]
    form = {
        "object": "Form",
        "id": create_id("form"),
        "created_at": format_time(now),
        "updated_at": format_time(now),
        "mode": account.mode,
        "form_type": form_type,
        "form_url": _publish(account, f"form/{now:%Y%m%d}", "pdf", partial(draw_form, form_type, lines), url),
        "submitted_electronically": False,
    }
    shipment.forms.append(form)
    return form


def issue_commercial_invoice(account: Account, shipment: Shipment, url: str, now: datetime) -> JsonObject:
    return issue_form(account, shipment, "commercial_invoice", url, now)


def issue_scan_form(account: Account, shipments: Sequence[Shipment], url: str, now: datetime) -> str:
    """Return the address of a page with the tracking codes of all shipments."""
    lines = [f"{each.selected_rate.carrier} {each.tracking_code}" for each in shipments if each.selected_rate]
    return _publish(account, f"scan_form/{now:%Y%m%d}", "pdf", partial(draw_form, "scan_form", lines), url)


def issue_batch_label(account: Account, shipments: Sequence[Shipment], url: str, now: datetime) -> str:
    """Return the address of one file with the labels of all shipments."""
    draw = partial(_draw_all, [build_label_content(each) for each in shipments])
    return _publish(account, f"batch_label/{now:%Y%m%d}", "zpl", draw, url)


def _draw_all(contents: Sequence[LabelContent]) -> bytes:
    return b"".join(draw_label(each, "ZPL") for each in contents)


def _publish(account: Account, folder: str, extension: str, draw: Callable[[], bytes], url: str) -> str:
    path = f"/files/{folder}/{secrets.token_hex(17)}.{extension}"
    account.files[path] = draw
    return f"{url}{path}"
