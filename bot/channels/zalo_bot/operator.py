"""What an operator does by hand with the bot's webhook: set it, look at it, delete it. Never done by starting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.channels.wire import NetworkFaultError, object_of, open_session, text_of
from bot.channels.zalo_bot.build import api_of, configured, plan_notice
from bot.channels.zalo_bot.receive import PATH
from bot.errors import ChaovnError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.channels.zalo_bot.api import Result
    from bot.settings import Settings


async def set_webhook(settings: Settings, say: Callable[[str], None]) -> None:
    """Tells Zalo our address and secret. Raises `ChaovnError` when Zalo refuses, or could not reach the address."""
    words = _WORDS[settings.lang]
    _need(settings, "zalo_bot_token", "zalo_bot_secret", "public_url")
    assert settings.zalo_bot_secret is not None
    fields = {"url": f"{settings.public_url}{PATH}", "secret_token": settings.zalo_bot_secret.get_secret_value()}
    told = object_of((await _call(settings, "setWebhook", fields)).result)
    proof = object_of(told.get("verification"))
    # Zalo keeps the address even when its own test of it has failed (zalo.md 7.2).
    if proof and proof.get("ok") is not True:
        reason = _line(proof.get("outcome")) or "?"
        raise ChaovnError(words["unproven"].format(url=fields["url"], outcome=reason, hint=_line(proof.get("hint"))))
    say(words["set"].format(url=fields["url"]))
    if settings.zalo_bot_mode == "polling":
        say(words["polling"])


async def status(settings: Settings, say: Callable[[str], None]) -> None:
    """Says which bot this is and which webhook is set. Raises `ChaovnError` when Zalo does not answer."""
    words = _WORDS[settings.lang]
    _need(settings, "zalo_bot_token")
    me = object_of((await _call(settings, "getMe")).result)
    say(words["me"].format(name=_line(me.get("display_name")) or _line(me.get("account_name")) or "?"))
    told = await _call(settings, "getWebhookInfo", none=404)
    url = _line(object_of(told.result).get("url"))
    say(words["is"].format(url=url) if url else words["isnt"])
    if url and url != f"{settings.public_url}{PATH}":
        say(words["other"].format(url=f"{settings.public_url or '…'}{PATH}"))
    say(plan_notice(settings))


async def delete_webhook(settings: Settings, say: Callable[[str], None]) -> None:
    """Zalo delivers nothing any more; polling becomes possible. Raises `ChaovnError`."""
    _need(settings, "zalo_bot_token")
    await _call(settings, "deleteWebhook", none=404)
    say(_WORDS[settings.lang]["deleted"])


async def _call(
    settings: Settings, method: str, fields: Mapping[str, object] | None = None, *, none: int | None = None
) -> Result:
    """The answer when it is a success, or a refusal with the code `none`."""
    words = _WORDS[settings.lang]
    async with open_session() as session:
        try:
            result = await api_of(settings, session).call(method, fields)
        except NetworkFaultError as fault:
            raise ChaovnError(words["away"].format(reason=fault)) from None
    if result.code == 0 or (none is not None and result.code == none):
        return result
    if result.code == 401:
        raise ChaovnError(words["token"])
    raise ChaovnError(words["refused"].format(method=method, code=result.code or f"HTTP {result.status}"))


def _need(settings: Settings, *names: str) -> None:
    missing = [f"CHAOVN_{name.upper()}" for name in names if getattr(settings, name) is None]
    if missing or not configured(settings):
        raise SettingsError("\n".join(f"{name}: {_WORDS[settings.lang]['missing']}" for name in missing))


def _line(value: object) -> str:
    """What Zalo said, fit for one line of a terminal."""
    return " ".join(text_of(value)[:300].split())


_WORDS: Final = {
    "vi": {
        "set": "Đã đặt webhook: {url}",
        "unproven": "Zalo đã lưu {url} nhưng không gọi thử được ({outcome}) {hint}",
        "polling": "Lưu ý: CHAOVN_ZALO_BOT_MODE đang là polling; khi có webhook thì không hỏi tin được.",
        "me": "Bot: {name}",
        "is": "Webhook: {url}",
        "isnt": "Chưa đặt webhook.",
        "other": "Webhook đang trỏ nơi khác; của máy này là {url}",
        "deleted": "Đã bỏ webhook.",
        "away": "Không gọi được Zalo ({reason}); hãy xem lại mạng và CHAOVN_ZALO_BOT_BASE_URL.",
        "token": "CHAOVN_ZALO_BOT_TOKEN: Zalo không nhận token này; hãy lấy token mới trong Zalo Bot Manager.",
        "refused": "Zalo từ chối {method} (mã {code}).",
        "missing": "còn thiếu; hãy đặt giá trị.",
    },
    "en": {
        "set": "Webhook set: {url}",
        "unproven": "Zalo has kept {url}, but its test call failed ({outcome}) {hint}",
        "polling": "Note: CHAOVN_ZALO_BOT_MODE is polling, which does not work while a webhook is set.",
        "me": "Bot: {name}",
        "is": "Webhook: {url}",
        "isnt": "No webhook is set.",
        "other": "It points elsewhere; ours is {url}",
        "deleted": "Webhook deleted.",
        "away": "Zalo cannot be reached ({reason}); check the network and CHAOVN_ZALO_BOT_BASE_URL.",
        "token": "CHAOVN_ZALO_BOT_TOKEN: Zalo does not take this token; get a new one from the Zalo Bot Manager.",
        "refused": "Zalo refused {method} (code {code}).",
        "missing": "missing; set it.",
    },
}
