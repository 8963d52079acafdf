"""Labels of any size and turn are printed as pages of exactly four by six inches, with all that is on them."""

from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject
from typst import Compiler

from novex_shopify.adapters.documents.drawer import FileDrawer


def draw_label(width: float, height: float, *, turn: int = 0, shift: int = 0) -> bytes:
    """A page in inches with a text in its middle, shifted in its coordinates, and shown turned by so much."""
    source = f"#set page(width: {width}in, height: {height}in, margin: 0in)\n#align(center + horizon)[TRACKING]"
    drawn = Compiler(source.encode(), ignore_system_fonts=True).compile(format="pdf")
    assert isinstance(drawn, bytes)
    writer, written = PdfWriter(clone_from=BytesIO(drawn)), BytesIO()
    page = writer.pages[0]
    page.add_transformation(Transformation().translate(shift, shift))
    box = RectangleObject((shift, shift, shift + width * 72, shift + height * 72))
    page.mediabox = page.cropbox = page.trimbox = page.bleedbox = page.artbox = box
    page.rotate(turn)
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("width", "height", "turn", "shift"),
    [(4, 6, 0, 0), (4.005, 6, 180, 0), (4, 7, 0, 0), (8.5, 11, 0, 50), (6, 4, 0, 0), (6, 4, 90, 0), (4, 6, 270, 50)],
)
def test_a_page_of_a_label_is_four_by_six_inches_with_its_middle_in_the_middle(
    width: float, height: float, turn: int, shift: int
) -> None:
    joined = PdfReader(BytesIO(FileDrawer().join_labels([draw_label(width, height, turn=turn, shift=shift)])))
    [page] = joined.pages
    assert (float(page.cropbox.width), float(page.cropbox.height)) == pytest.approx((288, 432), abs=1)
    assert page.rotation % 180 == 0
    [(x, y)] = find_texts(page)
    assert x == pytest.approx(144, abs=45)  # where the text begins
    assert y == pytest.approx(216, abs=45)


def find_texts(page: PageObject) -> list[tuple[float, float]]:
    """Where each text of a page begins, in points from the corner below left."""
    found = []

    def note(text: str, page_matrix: list[float], text_matrix: list[float], *_: object) -> None:
        (a, b, c, d, e, f), (x, y) = page_matrix, text_matrix[4:]
        if text.strip():
            found.append((a * x + c * y + e, b * x + d * y + f))

    page.extract_text(visitor_text=note)
    return found


def test_labels_of_many_files_keep_their_order_and_pages() -> None:
    joined = FileDrawer().join_labels([draw_label(4, 6), draw_label(8.5, 11), draw_label(4, 6)])
    assert [page.extract_text().strip() for page in PdfReader(BytesIO(joined)).pages] == ["TRACKING"] * 3
