"""Whether a file may be a logo: by its content, never by its name, and within limits that bound what drawing costs."""

import re
import struct
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from novex_shopify.domain.errors import InvalidLogo
from novex_shopify.domain.model.document_design import LogoFormat

MAX_LOGO_BYTES = 256 * 1024
MAX_LOGO_PIXELS = 2000
"""On each side: 600 dots per inch on the largest area that a logo gets are fewer."""

_PNG_START, _JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MAX_SVG_ELEMENTS = 3000
"""Counted as often as they are drawn: a mask of ten parts on each of ten paths is a hundred and more."""
_MAX_DRAWN_SIZE = 4 * MAX_LOGO_BYTES
MAX_SVG_DEPTH = 50

_SIZE_SEGMENTS = {0xC0, 0xC1, 0xC2}
_FORBIDDEN_ELEMENTS: Mapping[str, str] = {
    "script": "scripts",
    "foreignObject": "foreign objects",
    "image": "images of other files",
    "text": "text, which needs its font: convert it to paths",
    "style": "style sheets: use attributes",
    "use": "copies of its parts, of which few can become millions",
    "filter": "filters",
    "marker": "markers, which are drawn at each point of a path: convert them to paths",
}


def check_logo(data: bytes) -> LogoFormat:
    """Return the format of a PNG, JPEG or SVG file. Raises `InvalidLogo`."""
    if not data:
        raise InvalidLogo("The file is empty.")
    if len(data) > MAX_LOGO_BYTES:
        raise InvalidLogo(f"The file has {len(data) // 1024} KB. A logo has at most {MAX_LOGO_BYTES // 1024} KB.")
    if data.startswith(_PNG_START):
        _check_size(*_read_png_size(data))
        return LogoFormat.PNG
    if data.startswith(_JPEG_START):
        _check_size(*_read_jpeg_size(data))
        return LogoFormat.JPEG
    if b"<svg" in data[:4096]:
        _check_svg(data)
        return LogoFormat.SVG
    raise InvalidLogo("This is no PNG, JPEG or SVG file, whatever its name says.")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise InvalidLogo("The image has no size.")
    if max(width, height) > MAX_LOGO_PIXELS:
        message = f"The image has {width} by {height} pixels. A logo has at most {MAX_LOGO_PIXELS} on each side."
        raise InvalidLogo(message)


def _read_png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 24 or data[12:16] != b"IHDR":
        raise InvalidLogo("The PNG file is damaged.")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _read_jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the segments to the one that states the size."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        kind = data[position + 1]
        if kind in _SIZE_SEGMENTS:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    raise InvalidLogo("The JPEG file is damaged, or of a kind that cannot be drawn.")


def _check_svg(data: bytes) -> None:
    # A document type is the only way to define entities, of which few bytes can become gigabytes.
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise InvalidLogo("The SVG file has a document type. Save it as plain SVG.")
    try:
        root = ElementTree.fromstring(data.decode("utf-8-sig"))  # noqa: S314 - it has no document type
    except (ElementTree.ParseError, ValueError):
        raise InvalidLogo("The SVG file is damaged, or not written in UTF-8.") from None
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in _FORBIDDEN_ELEMENTS:
            raise InvalidLogo(f"The SVG file has {_FORBIDDEN_ELEMENTS[name]}. Save it without.")
        for attribute, value in element.attrib.items():
            _check_attribute(attribute.rpartition("}")[2].lower(), value)
    if _find_depth(root) > MAX_SVG_DEPTH or _is_drawn_too_often(root):
        raise InvalidLogo("The SVG file is too complex for a logo. Save it as PNG.")


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise InvalidLogo("The SVG file has scripts. Save it without.")
    if any(not target.startswith("#") for target in _list_targets(name, value)):
        raise InvalidLogo("The SVG file refers to other files. Save it with everything in it.")


def _list_targets(name: str, value: str) -> Sequence[str]:
    """What an attribute refers to: `#logo` is an element of the same file."""
    found = [value] if name == "href" else re.findall(r"url\(\s*['\"]?([^)'\"]*)", value, re.IGNORECASE)
    return [target.strip() for target in found]


def _is_drawn_too_often(root: ElementTree.Element) -> bool:
    """Whether it is too much when masks, clip paths and patterns are counted wherever something refers to them.

    Those of a few lines that refer to each other can be millions. What refers to itself never ends, so it is too much.
    """
    by_id = {f"#{element.get('id')}": element for element in root.iter() if element.get("id")}
    parts = {element: [*element, *_list_referred(element, by_id)] for element in root.iter()}
    sizes = {element: sum(map(len, element.attrib.values())) for element in parts}
    waiting, drawn, size = [root], 0, 0
    while waiting and drawn <= MAX_SVG_ELEMENTS and size <= _MAX_DRAWN_SIZE:
        element = waiting.pop()
        waiting.extend(parts[element])
        drawn, size = drawn + 1, size + sizes[element]
    return bool(waiting) or drawn > MAX_SVG_ELEMENTS


def _list_referred(
    element: ElementTree.Element, by_id: Mapping[str, ElementTree.Element]
) -> Sequence[ElementTree.Element]:
    attributes = [(name.rpartition("}")[2].lower(), value) for name, value in element.attrib.items()]
    return [by_id[target] for each in attributes for target in _list_targets(*each) if target in by_id]


def _find_depth(root: ElementTree.Element) -> int:
    """How deep elements are nested, counted until it is too deep."""
    level, depth = [root], 0
    while level and depth <= MAX_SVG_DEPTH:
        level, depth = [child for element in level for child in element], depth + 1
    return depth
