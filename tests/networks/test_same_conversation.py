"""The conversation files of the project on each network: what people read there is what the engine says."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.networks.parity import Pair
from tests.networks.stage import DOUBLES, staged
from tests.talk import Conversation, conversations

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer

EVERYTHING = bool(os.environ.get("CHAOVN_SLOW"))
NETWORKS = tuple(DOUBLES)


@cache
def share(network: str) -> list[Conversation]:
    """The files that a network plays: those written for it, and each third of the others, dealt out in turn so that
    every folder comes to every network and every file to one. With `CHAOVN_SLOW` all of them."""
    mine = NETWORKS.index(network)
    found = []
    for n, told in enumerate(conversations()):
        written = told.channel if told.channel in NETWORKS else None
        if EVERYTHING or written == network or (written is None and n % len(NETWORKS) == mine):
            found.append(told)
    return found


@pytest.mark.parametrize("network", NETWORKS)
async def test_a_network_says_what_the_engine_says(network: str, db: Database, sealer: Sealer) -> None:
    """Text and labels of each bubble, and the rows of the interactions, are those of the pure engine."""
    differ = []
    async with staged(network, db, sealer) as here:
        for told in share(network):
            try:
                await Pair(here, told).play()
            except AssertionError as error:
                differ.append(str(error))
    print(network, len(share(network)), "files; left out:", dict(here.left_out))
    assert differ == [], "\n".join(differ)


def test_every_file_is_played_somewhere() -> None:
    """The shares together are everything."""
    played = {told.name for network in NETWORKS for told in share(network)}
    assert played == {told.name for told in conversations()}
