"""How long the tokens of the Official Account still live: for the operator's command and the staff pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.channels.wire import NetworkFaultError, open_session, text_of
from bot.channels.zalo_oa.api import OaApi
from storage import zalo_tokens
from storage.errors import TamperedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer

SOON: Final = 7
"""days left from which on somebody should look"""


@dataclass(frozen=True, slots=True)
class TokenDays:
    """`days`: whole days until the refresh token ends, below 0 when it has. `access_hours`: of the access token, 0 when
    it has ended. `warn`: fewer than `SOON` days, or not refreshed for so long that nothing seems to run."""

    days: int
    access_hours: int
    refreshed_at: datetime | None
    generation: int
    warn: bool


async def token_days(db: Database, *, app_id: str, now: datetime) -> TokenDays | None:
    """How long the tokens live; None before the first refresh. Raises `UnavailableError`."""
    async with db.transaction() as tx:
        life = await zalo_tokens.life(tx, app_id=app_id)
    if life is None:
        return None
    days = (life.refresh_until - now) // timedelta(days=1)
    left = timedelta() if life.access_until is None else max(life.access_until - now, timedelta())
    # The access token is replaced every 20 hours; one that has ended says that no worker does it.
    return TokenDays(
        days=days,
        access_hours=left // timedelta(hours=1),
        refreshed_at=life.refreshed_at,
        generation=life.generation,
        warn=days < SOON or left == timedelta(),
    )


async def account_name(settings: Settings, db: Database, sealer: Sealer, *, now: datetime) -> str | None:
    """The Official Account's name as Zalo knows it, with the stored access token; None when Zalo gives none.

    Never refreshes: looking must not spend a token.
    """
    assert settings.zalo_oa_app_id is not None
    assert settings.zalo_oa_app_secret is not None
    try:
        async with db.transaction() as tx:
            pair = await zalo_tokens.load(tx, app_id=settings.zalo_oa_app_id, sealer=sealer)
    except TamperedError:
        return None
    if pair is None or pair.access_until <= now:
        return None
    async with open_session() as session:
        secret = settings.zalo_oa_app_secret.get_secret_value()
        api = OaApi(session, base_url=settings.zalo_oa_base_url, app_secret=secret)
        try:
            result = await api.account(pair.access)
        except NetworkFaultError:
            return None
    return text_of(result.data.get("name"))[:100] or None if result.code == 0 else None


async def status(
    settings: Settings, db: Database, sealer: Sealer, *, now: datetime, say: Callable[[str], None]
) -> bool:
    """Says how the tokens stand; False when somebody should do something."""
    words = _WORDS[settings.lang]
    assert settings.zalo_oa_app_id is not None
    found = await token_days(db, app_id=settings.zalo_oa_app_id, now=now)
    if found is None:
        say(words["none"])
        return False
    when = "?" if found.refreshed_at is None else f"{found.refreshed_at:%Y-%m-%d %H:%M} UTC"
    say(words["days"].format(days=found.days, hours=found.access_hours))
    say(words["last"].format(when=when, times=found.generation))
    name = await account_name(settings, db, sealer, now=now)
    say(words["name"].format(name=name) if name else words["unknown"])
    if found.warn:
        say(words["warn"])
    return not found.warn


_WORDS: Final = {
    "vi": {
        "none": "Chưa có token nào được lưu: hãy chạy chaovn serve với CHAOVN_ZALO_OA_REFRESH_TOKEN mới lấy.",
        "days": "Refresh token còn {days} ngày; access token còn {hours} giờ.",
        "last": "Lần làm mới gần nhất: {when} (đã làm mới {times} lần).",
        "name": "Zalo OA: {name}",
        "unknown": "Chưa đọc được tên OA từ Zalo.",
        "warn": (
            "Cần xem lại: bot tự làm mới token khi đang chạy. Nếu nhật ký có dòng “zalo tokens refused”, hãy lấy"
            " refresh token mới ở API Explorer, đặt vào CHAOVN_ZALO_OA_REFRESH_TOKEN rồi khởi động lại."
        ),
    },
    "en": {
        "none": "No token is kept yet: run chaovn serve with a fresh CHAOVN_ZALO_OA_REFRESH_TOKEN.",
        "days": "The refresh token has {days} days left, the access token {hours} hours.",
        "last": "Last refreshed: {when} ({times} times so far).",
        "name": "Zalo OA: {name}",
        "unknown": "Zalo did not tell the account's name.",
        "warn": (
            "Have a look: the bot refreshes its tokens while it runs. If the log says “zalo tokens refused”, take a new"
            " refresh token from the API Explorer, set CHAOVN_ZALO_OA_REFRESH_TOKEN to it and start again."
        ),
    },
}
