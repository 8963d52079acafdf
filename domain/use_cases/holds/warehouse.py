"""What the warehouse has of the holds of an order."""

from dataclasses import replace

from novex_shopify.domain.ports.unit_of_work import Transaction


def note_holds(tx: Transaction, erp_id: str, *, on_hold: bool) -> None:
    """Store with the order's state whether it is on hold, for the lists of the warehouse. The state is locked."""
    stock = tx.erp.stock
    if stock is None:
        return
    state = stock.warehouse_states.lock(erp_id)
    if state.on_hold != on_hold:
        stock.warehouse_states.save(replace(state, on_hold=on_hold))
