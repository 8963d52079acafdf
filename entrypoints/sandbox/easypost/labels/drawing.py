"""Draws labels and forms: PNG and PDF by typst, ZPL and EPL as the text that a label printer reads."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
from typst import Compiler

from novex_shopify.entrypoints.sandbox.easypost.labels.content import NOTE, LabelContent

PNG_RESOLUTION = 300
ZPL_RESOLUTION = 203
ZPL_LINE_HEIGHT = 34

_FOLDER = Path(__file__).parent
_one_at_a_time = Lock()


def draw_label(content: LabelContent, file_format: str) -> bytes:
    """The label as PNG, PDF, ZPL or EPL2."""
    match file_format:
        case "PNG" | "PDF":
            code = io.BytesIO()
            segno.make(content.tracking_code, micro=False).save(code, kind="svg", border=0)
            page = {**asdict(content), "note": NOTE, "code": code.getvalue().decode()}
            return _compile("label.typ", page, "png" if file_format == "PNG" else "pdf")
        case "ZPL":
            return _write_zpl(content)
    return _write_epl(content)


def draw_form(title: str, lines: Sequence[str]) -> bytes:
    """A letter page with a title and lines, as PDF."""
    return _compile("form.typ", {"title": title, "note": NOTE, "lines": list(lines)}, "pdf")


def _compile(template: str, page: dict[str, Any], file_format: Literal["png", "pdf"]) -> bytes:
    """The data goes in as JSON, never as a part of the template, so no text can be code."""
    with _one_at_a_time:
        drawn = _get_compiler(template).compile(
            format=file_format, ppi=PNG_RESOLUTION, sys_inputs={"data": json.dumps(page)}
        )
    assert isinstance(drawn, bytes)
    return drawn


@cache
def _get_compiler(template: str) -> Compiler:
    return Compiler(_FOLDER / template, root=_FOLDER, ignore_system_fonts=True)


def _write_zpl(content: LabelContent) -> bytes:
    """One ^FO field per line, the tracking code as Code 128; ^CI28 makes it UTF-8."""
    width, height = (round(inches * ZPL_RESOLUTION) for inches in content.size)
    lines = [f"{content.carrier} {content.service}", content.weight, *content.sender, "SHIP TO:", *content.recipient]
    lines += [*content.references, NOTE]
    fields = [
        f"^FO40,{40 + index * ZPL_LINE_HEIGHT}^A0N,28,28^FD{_escape_zpl(line)}^FS" for index, line in enumerate(lines)
    ]
    code = _escape_zpl(content.tracking_code)
    barcode = f"^FO40,{height - 300}^BY2^BCN,160,Y,N,N^FD{code}^FS"
    return "\n".join(("^XA", "^CI28", f"^PW{width}", f"^LL{height}", *fields, barcode, "^XZ", "")).encode()


def _escape_zpl(text: str) -> str:
    return text.replace("^", " ").replace("~", " ")


def _write_epl(content: LabelContent) -> bytes:
    lines = [f"{content.carrier} {content.service}", *content.recipient, content.tracking_code, NOTE]
    quoted = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    fields = [f'A40,{40 + index * ZPL_LINE_HEIGHT},0,3,1,1,N,"{line}"' for index, line in enumerate(quoted)]
    return "\n".join(("N", *fields, "P1", "")).encode()
