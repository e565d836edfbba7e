"""The signature over the raw bytes: the recipe of Zalo and nothing that only looks like it."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from bot.channels.zalo_oa.signature import mac_of, signed_by
from tests.channels.zalo_oa.deliveries import (
    APP_ID,
    APP_SECRET,
    ESCAPED_MAC,
    KEY,
    OA,
    STAMP,
    VECTOR_BODY,
    VECTOR_MAC,
    mac,
)


def proven(body: bytes = VECTOR_BODY, header: str | None = f"mac={VECTOR_MAC}", **how: str) -> bool:
    keys = [how.pop("key", KEY)]
    return signed_by(keys, app_id=APP_ID, body=body, event=json.loads(body), header=header, stamp_header=how.get("at"))


def test_the_two_vectors_of_the_reference_hold() -> None:
    """Raw letters and escaped ones are different bytes, so they have different signatures."""
    escaped = json.dumps(json.loads(VECTOR_BODY), separators=(",", ":")).encode()
    assert len(VECTOR_BODY) == 276
    assert len(escaped) == 288
    assert mac_of(app_id=APP_ID, body=VECTOR_BODY, stamp=STAMP, key=KEY) == VECTOR_MAC
    assert mac_of(app_id=APP_ID, body=escaped, stamp=STAMP, key=KEY) == ESCAPED_MAC
    assert proven()
    assert proven(escaped, f"mac={ESCAPED_MAC}")
    assert not proven(escaped)


@pytest.mark.parametrize("header", [VECTOR_MAC, f" mac={VECTOR_MAC.upper()} ", f"mac= {VECTOR_MAC}"])
def test_the_header_may_be_written_in_other_ways(header: str) -> None:
    """Without its prefix, with spaces, in capitals: the same 32 bytes."""
    assert proven(header=header)


def test_what_is_not_the_recipe_is_refused() -> None:
    """HMAC, another id, another key, a body that was serialised anew, a part of a mac, none at all."""
    hmacs = hmac.new(KEY.encode(), VECTOR_BODY, hashlib.sha256).hexdigest()
    joined = hmac.new(KEY.encode(), APP_ID.encode() + VECTOR_BODY + STAMP.encode(), hashlib.sha256).hexdigest()
    spaced = mac(json.dumps(json.loads(VECTOR_BODY), ensure_ascii=False).encode())
    wrong = [
        hmacs,
        joined,
        spaced,
        mac(VECTOR_BODY, app_id=OA),
        mac(VECTOR_BODY, key="FAKE_OA_SECRET_KEY_0000"),
        mac(VECTOR_BODY, key=APP_SECRET),
        VECTOR_MAC[:-1],
        VECTOR_MAC + "0",
        VECTOR_MAC[:-1] + "é",
        "",
    ]
    assert [each for each in wrong if proven(header=f"mac={each}")] == []
    assert not proven(header=None)
    assert not proven(VECTOR_BODY.replace(b"Xin", b"Xim"))


def test_a_key_holds_until_it_is_taken_away() -> None:
    """While one key replaces the other both are good; without the old one, its signatures are not."""
    new = "FAKE_OA_SECRET_KEY_0002"
    fields = json.loads(VECTOR_BODY)
    header = f"mac={VECTOR_MAC}"
    assert signed_by([new, KEY], app_id=APP_ID, body=VECTOR_BODY, event=fields, header=header)
    assert not signed_by([new], app_id=APP_ID, body=VECTOR_BODY, event=fields, header=header)
    assert not signed_by([], app_id=APP_ID, body=VECTOR_BODY, event=fields, header=header)


def test_the_time_may_be_a_number_or_stand_in_a_header() -> None:
    """The body's number is taken by its digits; a time in the header counts because the mac covers it."""
    number = VECTOR_BODY.replace(b'"1767225600000"', b"1767225600000")
    assert proven(number, f"mac={mac(number)}")
    later = "1767229200000"
    assert proven(header=f"mac={mac(VECTOR_BODY, stamp=later)}", at=later)
    assert not proven(header=f"mac={mac(VECTOR_BODY, stamp=later)}")
    for odd in (b"true", b"null", b"1.5", b'"soon"', b"{}"):
        body = VECTOR_BODY.replace(b'"1767225600000"', odd)
        stamp = odd.decode().strip('"')
        assert not proven(body, f"mac={mac(body, stamp=stamp)}")


def test_another_application_cannot_speak_here() -> None:
    """The configured app id is used, and the body has to name the same."""
    body = VECTOR_BODY.replace(APP_ID.encode(), b"1000000000000000009")
    assert not proven(body, f"mac={mac(body)}")
    assert not proven(body, f"mac={mac(body, app_id='1000000000000000009')}")
