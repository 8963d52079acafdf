"""A logo is checked by what it holds, and what is refused is named."""

import struct

import pytest

from novex_shopify.domain.errors import InvalidLogo
from novex_shopify.domain.model.document_design import LogoFormat
from novex_shopify.domain.policies.logo_file import MAX_LOGO_BYTES, check_logo


def a_png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)


def a_jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width)


def an_svg(inside: str = "<path d='M0 0h9v9z'/>", before: str = "") -> bytes:
    return f"{before}<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{inside}</svg>".encode()


def nest_masks(levels: int, parts: str) -> bytes:
    """Each mask is of parts that have the mask before it."""
    masks = (f"<mask id='m{level}'>{parts.format(level - 1)}</mask>" for level in range(levels))
    return an_svg("".join(masks) + parts.format(levels - 1))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (a_png(2000, 1), LogoFormat.PNG),
        (a_jpeg(9, 9), LogoFormat.JPEG),
        (an_svg(), LogoFormat.SVG),
        (an_svg("<g fill='url(#a)'/>", "<?xml version='1.0'?>"), LogoFormat.SVG),
        (nest_masks(8, "<path mask='url(#m{0})'/>"), LogoFormat.SVG),
    ],
)
def test_png_jpeg_and_svg_are_recognised_by_their_content(data: bytes, kind: LogoFormat) -> None:
    assert check_logo(data) is kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty"),
        (b"x" * (MAX_LOGO_BYTES + 1), "at most 256 KB"),
        (b"GIF89a", "no PNG, JPEG or SVG file"),
        (b"%PDF-1.7", "no PNG, JPEG or SVG file"),
        (a_png(30_000, 30_000), "has 30000 by 30000 pixels"),
        (a_png(0, 5), "has no size"),
        (a_png(5, 5)[:20], "PNG file is damaged"),
        (a_jpeg(5000, 9), "has 5000 by 9 pixels"),
        (b"\xff\xd8\xff\xe0\x00\x04", "JPEG file is damaged"),
        (an_svg(before="<!DOCTYPE svg [<!ENTITY a 'aa'>]>"), "has a document type"),
        (an_svg("<path"), "SVG file is damaged"),
        (an_svg("<script>alert(1)</script>"), "has scripts"),
        (an_svg("<path onload='x()'/>"), "has scripts"),
        (an_svg("<text>Tea</text>"), "convert it to paths"),
        (an_svg("<image href='file:///etc/passwd'/>"), "has images of other files"),
        (an_svg("<a href='https://example.com'/>"), "refers to other files"),
        (an_svg("<g fill='url(https://example.com/a)'/>"), "refers to other files"),
        (an_svg("<use href='#a'/>"), "few can become millions"),
        (an_svg("<g>" * 60 + "</g>" * 60), "too complex"),
        (an_svg("<g/>" * 3001), "too complex"),
        (nest_masks(8, "<path mask='url(#m{0})'/>" * 10), "too complex"),
        (nest_masks(2, "<path style='mask:URL( \"#m{0}\")'/>" * 60), "too complex"),
        (an_svg("<mask id='m'><path d='" + "h1v1" * 20_000 + "'/></mask>" + "<g mask='url(#m)'/>" * 20), "too complex"),
        (an_svg("<mask id='m'><path mask='url(#m)'/></mask><path mask='url(#m)'/>"), "too complex"),
        (an_svg("<marker id='a'/>"), "has markers"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidLogo, match=reason) as refused:
        check_logo(data)
    assert refused.value.field == "logo"
