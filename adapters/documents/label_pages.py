"""Makes one file of labels, by pypdf."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter, Transformation

_WIDTH, _HEIGHT = 4 * 72, 6 * 72
_TOLERANCE = 1
"""In points, of which an inch has 72. Programs round."""


def join_labels(files: Sequence[bytes]) -> bytes:
    """As the port says. A page that has the size stays as the carrier drew it."""
    writer, joined = PdfWriter(), BytesIO()
    for each in files:
        for page in PdfReader(BytesIO(each)).pages:
            if _has_size(page):
                writer.add_page(page)
            else:
                _place(page, writer.add_blank_page(_WIDTH, _HEIGHT))
    writer.write(joined)
    return joined.getvalue()


def _has_size(page: PageObject) -> bool:
    box = page.cropbox
    is_near = abs(box.width - _WIDTH) <= _TOLERANCE and abs(box.height - _HEIGHT) <= _TOLERANCE
    return is_near and page.rotation % 180 == 0


def _place(page: PageObject, label: PageObject) -> None:
    """Put the whole page upright into the middle of the label."""
    box, turn = page.cropbox, page.rotation
    width, height = (box.width, box.height) if turn % 180 == 0 else (box.height, box.width)
    if width > height:
        width, height, turn = height, width, turn + 90
    centre = Transformation().translate(-box.left - box.width / 2, -box.bottom - box.height / 2)
    scaled = centre.rotate(-turn).scale(min(_WIDTH / width, _HEIGHT / height))
    label.merge_transformed_page(page, scaled.translate(_WIDTH / 2, _HEIGHT / 2))
