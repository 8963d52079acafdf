"""Code 128, by python-barcode: https://python-barcode.readthedocs.io."""

from itertools import groupby

from barcode.codex import Code128

from novex_shopify.domain.model.barcode import Barcode


class Code128Encoder:
    """The port `BarcodeEncoder`."""

    def encode(self, text: str) -> Barcode:
        [modules] = Code128(text).build()
        bars, start = [], 0
        for module, group in groupby(modules):
            width = len(list(group))
            if module == "1":
                bars.append((start, width))
            start += width
        return Barcode(text, len(modules), tuple(bars))
