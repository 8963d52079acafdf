"""`/console/packing/commands`: a sheet of barcodes to print, so that a scanner alone is enough."""

from collections.abc import Mapping

from starlette.responses import Response

from novex_shopify.domain.model.packing import PackingCommand
from novex_shopify.domain.use_cases.packing.pack_order import BOX_KEYS
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

COMMANDS: Mapping[PackingCommand, str] = {
    PackingCommand.NEXT: "The parcel is done: open the next order",
    PackingCommand.BUY: "Ask for rates; scanned again, buy the marked one and print",
    PackingCommand.UNDO: "Take the last step off",
    PackingCommand.OK: "I have seen the alarm",
    PackingCommand.REPRINT: "Print the last label again",
    PackingCommand.SHORT: "The rest can't be packed now",
    PackingCommand.FULL: "The rest goes into another parcel",
    PackingCommand.LEAVE: "Put the order back",
}
_LOT_NUMBERS = range(1, 10)


def show_commands(request: ConsoleRequest) -> Response:
    encode = request.container.barcode_encoder().encode
    with request.container.read_transaction() as tx:
        boxes = tx.boxes.list_all()
    return render(
        request,
        "packing/commands.html",
        commands=[(encode(command.value.upper()), text) for command, text in COMMANDS.items()],
        boxes=[(encode(key), box.name) for key, box in zip(BOX_KEYS, boxes, strict=False)],
        numbers=[(encode(str(number)), "Lot or rate") for number in _LOT_NUMBERS],
    )
