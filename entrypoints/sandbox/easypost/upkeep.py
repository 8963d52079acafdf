"""What happens by the clock alone: parcels travel, refunds are settled, batches are worked off."""

import asyncio

from novex_shopify.entrypoints.sandbox.easypost.shipping.batches import work_off_batches
from novex_shopify.entrypoints.sandbox.easypost.shipping.refunds import settle_due_refunds
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from novex_shopify.entrypoints.sandbox.easypost.tracking.journeys import move_due_trackers


def bring_up_to_date(state: EasyPostState) -> None:
    move_due_trackers(state)
    settle_due_refunds(state)
    work_off_batches(state)


async def keep_up_to_date(state: EasyPostState) -> None:
    while True:
        await asyncio.sleep(state.settings.tracker_interval)
        bring_up_to_date(state)
