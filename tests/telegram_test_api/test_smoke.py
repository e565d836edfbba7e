"""A program that others wrote plays Telegram: the way to a link goes through it, by polling and by webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import free_port
from tests.telegram_test_api.emulator import User, installed, running
from tests.telegram_test_api.product import product
from tests.telegram_test_api.shim import Shim

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer

TOKEN = "666:TEST-token_of_the_emulator_AAAAAAAAAAAA"
SECRET = "secret-of-the-webhook-0001"


@pytest.mark.parametrize("polling", [True, False], ids=["polling", "webhook"])
async def test_a_foreign_telegram_leads_to_a_link(polling: bool, db: Database, sealer: Sealer) -> None:
    """Start, consent by button, birth date by text, confirmation by button, link. No update is answered with an error,
    which would end the emulator."""
    async with (
        running(installed(), free_port()) as emulator,
        Shim(emulator, SECRET) as shim,
        product(db, sealer, token=TOKEN, base_url=shim.base_url, secret=SECRET, polling=polling) as bot,
    ):
        if not polling:
            await shim.deliver_to(bot.webhook, TOKEN)
        user = User(emulator, TOKEN)
        await user.command("/start qr-truong")
        await user.hears("Nhà nước đang tặng")
        await user.press("Lấy id.vn cho cá nhân")
        consent = await user.hears("Telegram dùng máy chủ ở nước ngoài")
        await user.press(consent.labels[0])
        await user.hears("sinh năm nào")
        await user.say("12/5/2004")
        await user.hears("quốc tịch")
        await user.press("Có")
        await user.hears("đặt tên gì")
        await user.say("lananh2004")
        await user.hears("xem lại")
        await user.press("Đúng rồi")
        link = (await user.hears("đường dẫn đăng ký")).link
        assert link is not None
        assert "/r/" in link
        assert emulator.alive
        stored = bot.poller.counts if polling else bot.receiver.counts
        assert stored["stored"] == 7
        assert set(shim.answers) == (set() if polling else {200})
