"""Doubles of the networks: Telegram's Bot API, Zalo OA and Zalo Bot, written from their documentation alone."""

from tests.doubles.clock import Clock
from tests.doubles.faults import Fault
from tests.doubles.network import Network, NotOnThisNetworkError, Person, Reply
from tests.doubles.telegram import TelegramDouble
from tests.doubles.zalo_bot import ZaloBotDouble
from tests.doubles.zalo_oa import ZaloOaDouble

__all__ = [
    "Clock",
    "Fault",
    "Network",
    "NotOnThisNetworkError",
    "Person",
    "Reply",
    "TelegramDouble",
    "ZaloBotDouble",
    "ZaloOaDouble",
]
