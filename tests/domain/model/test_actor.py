"""Who acts is a fact of the call."""

import asyncio
import threading

from starlette.concurrency import run_in_threadpool

from novex_shopify.domain.model.actor import ERP_CODE, Actor, ActorKind, acting_as, get_current_actor

ANNA, JOB = Actor(ActorKind.USER, "Anna", "7"), Actor(ActorKind.WORKER, "resync")


def test_the_named_actor_acts_until_the_end_of_the_block() -> None:
    with acting_as(ANNA):
        with acting_as(JOB):
            assert get_current_actor() == JOB
        assert get_current_actor() == ANNA
    assert get_current_actor() == ERP_CODE


def test_an_actor_goes_along_to_a_thread_pool_but_not_to_other_threads() -> None:
    actors = []

    async def act() -> None:
        with acting_as(ANNA):
            actors.append(await run_in_threadpool(get_current_actor))

    asyncio.run(act())
    with acting_as(ANNA):
        thread = threading.Thread(target=lambda: actors.append(get_current_actor()))
        thread.start()
        thread.join()
    assert actors == [ANNA, ERP_CODE]
