"""What comes over the wire is read strictly, and what goes over it obeys nothing but its settings."""

from __future__ import annotations

import pytest
from aiohttp import web
from yarl import URL

from bot.channels.splitting import split, units
from bot.channels.wire import NetworkFaultError, UnreadableError, call, id_of, number_of, read_json, text_of
from tests.channels.far_end import Asked, far_end, hang_up


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"a":1}}',
        b"[NaN]",
        b"[-Infinity]",
        b"[" * 100_000,
        b"1" * 5000,
        b"\xff",
    ],
)
def test_json_that_could_be_read_in_two_ways_is_not_read(body: bytes) -> None:
    """Doubled keys, numbers that are none, nesting without end, bytes that are no text."""
    with pytest.raises(UnreadableError):
        read_json(body)


def test_ids_numbers_and_texts_are_what_they_say() -> None:
    """Everything else is none."""
    ids: list[object] = ["a-1", 7, "", "a b", "é", "x" * 129, True, 1.5, None, 10**30]
    numbers: list[object] = [-216, "-216", "٣", "1e3", True, None, []]
    texts: list[object] = ["a\x00b\r\nc", "\ud83d!", 5, None]
    assert [id_of(each) for each in ids] == ["a-1", "7", *[None] * 8]
    assert [number_of(each) for each in numbers] == [-216, -216, *[None] * 5]
    assert [text_of(each) for each in texts] == ["a b\nc", "\ufffd!", "", ""]


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment gets nothing (trust.md T39), a cookie is not kept, nothing is unpacked."""
    async with far_end() as trap, far_end() as end:

        async def cookie(_: Asked) -> web.StreamResponse:
            answer = web.json_response({"a": 1})
            answer.set_cookie("s", "1")
            return answer

        monkeypatch.setenv("HTTP_PROXY", trap.url)
        monkeypatch.setenv("ALL_PROXY", trap.url)
        end.answers["/x"] = cookie
        for _ in range(2):
            assert (await call(end.session, "GET", URL(f"{end.url}/x"))).body == {"a": 1}
        assert trap.asked == []
        assert "Cookie" not in end.asked[1].headers
        assert end.asked[0].headers["Accept-Encoding"] == "identity"


async def test_a_fault_says_whether_the_request_may_have_arrived() -> None:
    """A closed door has heard nothing; who hangs up may have. No address is in the words."""
    async with far_end() as end:
        end.answers["/botTOKEN/x"] = hang_up
        for url, sent in ((f"{end.url}/botTOKEN/x", True), ("http://127.0.0.1:1/botTOKEN/x", False)):
            with pytest.raises(NetworkFaultError) as caught:
                await call(end.session, "POST", URL(url), json_body={})
            assert caught.value.sent is sent
            assert "TOKEN" not in repr(caught.value)
            assert caught.value.__suppress_context__


def test_a_text_is_split_where_it_breaks_best() -> None:
    """Paragraph, line, sentence, word; nothing is lost, no word or pair of halves is cut."""
    assert split("ngắn") == ["ngắn"]
    assert split("") == [""]
    assert split("aaaa\n\nbbbb", room=7) == ["aaaa", "bbbb"]
    assert split("aaaa bb\ncccc dd", room=12) == ["aaaa bb", "cccc dd"]
    assert split("Một hai ba. Bốn năm", room=15) == ["Một hai ba.", "Bốn năm"]
    assert split("Một hai ba bốn", room=8) == ["Một hai", "ba bốn"]
    assert split("x" * 10, room=4) == ["xxxx", "xxxx", "xx"]
    assert split("😀😀😀", room=3) == ["😀", "😀", "😀"]
    long = "Bước 1: vào https://hiendienonline.tenmien.vn/?domain=lan.id.vn 😀 rồi bấm nút. " * 120
    parts = split(long)
    assert all(units(part) <= 1900 for part in parts)
    assert " ".join(parts).split() == long.split()
