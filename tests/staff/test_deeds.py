"""What the deeds of the pages do, and the trace that each leaves (trust.md T27)."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from storage import conversations, messages, outbox, switches
from storage.tables import outbox as outbox_rows
from tests.staff.told import fill, wrote
from tests.storage import population

if TYPE_CHECKING:
    from tests.staff.office import Office


async def test_texts_are_opened_with_a_reason_and_a_trace(house: Office) -> None:
    """Without a reason 400 and no text; with one a line in the audit log that says how many and why."""
    await wrote(house, ["nhà tôi ở Khánh An"])
    person = await house.person("an", "officer")
    _, page = await person.get("/staff/questions")
    assert "Khánh An thì" not in page
    assert "nhà tôi ở" not in page
    for reason in ("", "  ", "abc", "x" * 201):
        status, _, text = await person.post("/staff/questions/texts", {"reason": reason})
        assert status == 400
        assert "nhà tôi ở" not in text
    assert await house.audited("unclear.read") == []
    status, _, text = await person.post("/staff/questions/texts", {"reason": "bổ sung câu trả lời"})
    assert status == 200
    assert "nhà tôi ở Khánh An" in text
    assert await house.audited("unclear.read") == [{"reason": "bổ sung câu trả lời", "count": 1}]


async def test_a_message_is_opened_with_a_reason_and_closed_once(house: Office) -> None:
    """Its words are on no list; who read it and why is noted; after closing it waits no longer."""
    await wrote(house, ["xin gọi lại cho tôi"])
    person = await house.person("an", "officer")
    assert "xin gọi lại" not in (await person.get("/staff/messages"))[1]
    async with house.parts.db.transaction() as tx:
        (waiting,) = await messages.listed(tx)
    at = f"/staff/messages/{waiting.id}"
    assert (await person.post(f"{at}/open", {"reason": "a"}))[0] == 400
    assert (await person.post("/staff/messages/none/open", {"reason": "trả lời"}))[0] == 404
    status, _, page = await person.post(f"{at}/open", {"reason": "trả lời người gửi"})
    assert status == 200
    assert "xin gọi lại cho tôi" in page
    assert await house.audited("message.read") == [{"reason": "trả lời người gửi"}]
    assert (await person.post(f"{at}/close"))[1].endswith("done=message")
    assert (await person.post(f"{at}/close"))[1].endswith("missed=message")
    async with house.parts.db.transaction() as tx:
        assert await messages.listed(tx) == []
        assert [one.id for one in await messages.listed(tx, closed=True)] == [waiting.id]


async def test_a_channel_is_switched_off_with_a_reason(house: Office) -> None:
    """By an admin; the page says why and by whom, and on again is one tap."""
    person = await house.person("lan", "admin")
    assert (await person.post("/staff/channels/telegram/off", {"reason": ""}))[0] == 400
    assert (await person.post("/staff/channels/fax/off", {"reason": "bảo trì mạng"}))[0] == 404
    assert (await person.post("/staff/channels/telegram/off", {"reason": "bảo trì mạng"}))[1].endswith("done=off")
    async with house.parts.db.transaction() as tx:
        assert (await switches.closed(tx))["telegram"].by == "lan"
    page = (await person.get("/staff/channels?done=off"))[1]
    assert "bảo trì mạng" in page
    assert "Đã tắt kênh." in page
    assert (await person.post("/staff/channels/telegram/on"))[1].endswith("done=on")
    assert (await person.post("/staff/channels/telegram/on"))[1].endswith("missed=on")
    assert await house.audited("channel.off") == [{"reason": "bảo trì mạng"}]


async def test_a_dead_letter_is_sent_again_while_its_words_are_there(house: Office) -> None:
    """It is queued once; what is gone is told so."""
    parts, now = house.parts, house.parts.now()
    async with parts.db.transaction() as tx:
        talk = await conversations.open_for(tx, channel="web", account="y" * 22, address="page", sealer=parts.sealer)
        bubble: dict[str, object] = {"key": "a", "text": "chào", "buttons": [], "link": None}
        until = now + timedelta(days=1)
        await outbox.add(
            tx, conversation=talk, channel="web", cause=1, bubbles=[bubble], useful_until=until, sealer=parts.sealer
        )
        number = await tx.scalar(
            update(outbox_rows).values(status="failed", finished_at=now, fault="blocked").returning(outbox_rows.c.id)
        )
    person = await house.person("an", "officer")
    at = f"/staff/channels/letters/{number}/resend"
    assert f'action="{at}"' in (await person.get("/staff/channels"))[1]
    assert (await person.post(at))[1].endswith("done=resend")
    assert (await person.post(at))[1].endswith("missed=resend")


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "docx"])
async def test_a_report_is_downloaded_with_a_trace(house: Office, form: str) -> None:
    """The file's name, its checksum in header and audit log, and never from a cache."""
    await fill(house)
    person = await house.person("vy")
    fields = {"csrf": await person.token(), "format": form, "period": "2026-Q3"}
    async with person.client.post("/staff/download/overview", data=fields) as answer:
        assert answer.status == 200
        body = await answer.read()
        assert f'ten-mien.{form}"' in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        rows = int(answer.headers["X-Rows"])
    (noted,) = await house.audited("export")
    assert noted["sha256"] == hashlib.sha256(body).hexdigest()
    assert (noted["rows"], noted["format"], noted["from"]) == (rows, form, "2026-07-01")


async def test_the_log_is_downloaded_row_for_row(house: Office) -> None:
    """As many rows as the period has interactions; how far it is can be asked for by who asked for it."""
    made = await fill(house, 1500)
    person, other = await house.person("vy"), await house.person("an")
    expected = sum(population.here(said.at).year == 2026 for said in made.said)
    job = "0d9f0d1e-6b6f-4f7a-9d57-9a5f3f0e2b11"
    status, _, text = await person.post("/staff/download/interactions", {"format": "csv", "period": "2026", "job": job})
    assert status == 200
    assert len(text.splitlines()) == expected + 1
    assert json.loads((await person.get(f"/staff/progress/{job}"))[1]) == {"written": expected, "of": expected}
    assert json.loads((await other.get(f"/staff/progress/{job}"))[1]) == {"written": 0, "of": 0}


async def test_charts_are_pictures_of_the_page(house: Office) -> None:
    """SVG for light and dark, wide and narrow; nothing in it runs or is fetched; an unknown one is not there."""
    await fill(house)
    person = await house.person("vy")
    drawn = set()
    for name in ("trend", "funnel", "communes", "channels", "hours"):
        for more in ("", "&narrow", "&dark", "&narrow&dark"):
            async with person.client.get(f"/staff/charts/{name}?period=2026{more}") as answer:
                assert answer.status == 200
                assert answer.content_type == "image/svg+xml"
                text = await answer.text()
            assert text.startswith("<svg")
            assert not re.search(r"<script|\son\w+=|href=|<image|<foreignObject|url\(http", text)
            drawn.add(text)
    assert len(drawn) == 20
    assert (await person.get("/staff/charts/secrets"))[0] == 404
