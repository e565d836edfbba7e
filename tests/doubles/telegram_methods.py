"""The methods of the Bot API that bots of our kind call, with the limits and refusals of the real ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.doubles.telegram_updates import Webhook
from tests.doubles.telegram_world import ApiError, bad_request

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble
    from tests.doubles.telegram_world import JSON

TEXT, CALLBACK_BYTES, BUTTONS, CALLBACK_ANSWER = 4096, 64, 100, 200
QUERY_LIVES = 150.0
COMMANDS, DESCRIPTION = 100, 256
LENGTHS = {"Description": ("description", 512), "ShortDescription": ("short_description", 120), "Name": ("name", 64)}
ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)
METERED = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage"})
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def units(text: str) -> int:
    """Length as Telegram counts text: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Methods:
    """One coroutine a method, named like it; each gives the `result`."""

    def __init__(self, double: TelegramDouble) -> None:
        self.double, self.world, self.updates = double, double.world, double.updates
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu: JSON = {"type": "commands"}

    async def run(self, method: str, params: JSON) -> Any:
        """Carry out a call. Raises `ApiError`."""
        if method in METERED:
            self.double.meters.pass_or_refuse(self._chat_id(params))
        if method.startswith(("setMy", "getMy")) and method.removeprefix(method[:5]) in LENGTHS:
            return self._about(method, params)
        return await getattr(self, f"_{method}")(params)

    def _chat_id(self, params: JSON) -> int:
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            return int(str(chat_id))
        except ValueError:
            raise bad_request("chat not found") from None

    async def _getMe(self, _: JSON) -> JSON:  # noqa: N802 - the API's names, here and below
        return self.world.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    # updates

    async def _getUpdates(self, params: JSON) -> list[JSON]:  # noqa: N802
        return await self.updates.poll(
            int(params.get("offset", 0)),
            int(params.get("limit", 100)),
            float(params.get("timeout", 0)),
            params.get("allowed_updates"),
        )

    async def _setWebhook(self, params: JSON) -> bool:  # noqa: N802
        url, secret = str(params.get("url", "")), params.get("secret_token")
        if not url:
            return await self._deleteWebhook(params)
        parts = urlsplit(url)
        if parts.scheme != "https" and not self.double.local:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not self.double.local and (parts.port or 443) not in (443, 80, 88, 8443):
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if secret is not None and not _SECRET.fullmatch(str(secret)):
            raise bad_request("secret token contains unallowed characters")
        allowed = params.get("allowed_updates")
        known = self.updates.webhook.allowed if allowed is None else tuple(allowed) or None
        if params.get("drop_pending_updates"):
            self.updates.drop_all()
            self.double.dropped_pending += 1
        connections = min(max(int(params.get("max_connections", 40)), 1), 100)
        self.updates.use(Webhook(url, secret, known, connections))
        return True

    async def _deleteWebhook(self, params: JSON) -> bool:  # noqa: N802
        if params.get("drop_pending_updates"):
            self.updates.drop_all()
            self.double.dropped_pending += 1
        self.updates.use(Webhook(allowed=self.updates.webhook.allowed))
        return True

    async def _getWebhookInfo(self, _: JSON) -> JSON:  # noqa: N802
        hook = self.updates.webhook
        self.updates.drop_expired()
        info: JSON = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if hook.url:
            info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if hook.allowed:
            info["allowed_updates"] = list(hook.allowed)
        if hook.error is not None:
            info |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
        return info

    # messages

    async def _sendMessage(self, params: JSON) -> JSON:  # noqa: N802
        chat_id = self._chat_id(params)
        text = self._text(params)
        keyboard = self._keyboard(params)
        self.world.may_write(chat_id)
        message = self.world.new_message(chat_id, self.world.bot, text=text, **keyboard)
        if chat_id in self.world.groups:
            self.double.groups[chat_id].texts.append(text)
        else:
            self.world.people[chat_id].gets(message)
        return message

    async def _sendChatAction(self, params: JSON) -> bool:  # noqa: N802
        chat_id = self._chat_id(params)
        if params.get("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.world.may_write(chat_id)
        if chat_id in self.world.people:
            self.world.people[chat_id].notes("typing", params["action"])
        return True

    async def _editMessageText(self, params: JSON) -> JSON:  # noqa: N802
        return self._edited(params, {"text": self._text(params)} | self._keyboard(params))

    async def _editMessageReplyMarkup(self, params: JSON) -> JSON:  # noqa: N802
        return self._edited(params, self._keyboard(params))

    def _edited(self, params: JSON, content: JSON) -> JSON:
        chat_id = self._chat_id(params)
        key = (chat_id, int(params.get("message_id", 0)))
        old = self.world.messages.get(key)
        if old is None:
            raise bad_request("message to edit not found")
        if old["from"] != self.world.bot:
            raise bad_request("message can't be edited")
        self.world.may_write(chat_id)
        kept = {name: value for name, value in old.items() if name != "reply_markup"}
        new = kept | content
        if (new.get("text"), new.get("reply_markup")) == (old.get("text"), old.get("reply_markup")):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        new["edit_date"] = self.world.date
        self.world.messages[key] = new
        if chat_id in self.world.people:
            self.world.people[chat_id].notes("edited", str(new.get("text", "")), dict(new))
        return new

    async def _deleteMessage(self, params: JSON) -> bool:  # noqa: N802
        chat_id = self._chat_id(params)
        old = self.world.messages.pop((chat_id, int(params.get("message_id", 0))), None)
        if old is None:
            raise bad_request("message to delete not found")
        if chat_id in self.world.people:
            self.world.people[chat_id].notes("deleted", str(old.get("text", "")))
        return True

    async def _answerCallbackQuery(self, params: JSON) -> bool:  # noqa: N802
        at, person = self.world.queries.get(str(params.get("callback_query_id", "")), (0.0, None))
        if person is None or self.world.clock.now() - at > QUERY_LIVES:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        text = str(params.get("text", ""))
        if units(text) > CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        person.notes("tap_answered", text, params["callback_query_id"])
        return True

    def _text(self, params: JSON) -> str:
        text = params.get("text")
        if not isinstance(text, str) or not text.strip():
            raise bad_request("message text is empty")
        if "\ud800" <= max(text) <= "\udfff":
            raise bad_request("strings must be encoded in UTF-8")
        if units(text) > TEXT:
            raise bad_request("message is too long")
        if params.get("parse_mode"):
            self.double.violations.append(f"parse_mode {params['parse_mode']!r}: this double plays plain text only")
        return text.strip()

    def _keyboard(self, params: JSON) -> JSON:
        markup = params.get("reply_markup")
        if not isinstance(markup, dict) or "inline_keyboard" not in markup:
            return {}
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if len(buttons) > BUTTONS:
            raise bad_request("REPLY_MARKUP_TOO_LONG")
        for button in buttons:
            _check_button(button)
        return {"reply_markup": markup} if buttons else {}

    # the bot's own face

    async def _setMyCommands(self, params: JSON) -> bool:  # noqa: N802
        commands = params.get("commands", [])
        if len(commands) > COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(params)] = commands
        return True

    async def _getMyCommands(self, params: JSON) -> list[JSON]:  # noqa: N802
        return self.commands.get(_scope(params), [])

    async def _deleteMyCommands(self, params: JSON) -> bool:  # noqa: N802
        self.commands.pop(_scope(params), None)
        return True

    def _about(self, method: str, params: JSON) -> Any:
        field, most = LENGTHS[method[5:]]
        key = (field, _language(params))
        if method.startswith("getMy"):
            return {field: self.texts.get(key, "")}
        text = str(params.get(field, ""))
        if units(text) > most:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        self.texts[key] = text
        return True

    async def _setChatMenuButton(self, params: JSON) -> bool:  # noqa: N802
        self.menu = params.get("menu_button", {"type": "default"})
        return True

    async def _getChatMenuButton(self, _: JSON) -> JSON:  # noqa: N802
        return self.menu

    async def _getChat(self, params: JSON) -> JSON:  # noqa: N802
        chat_id = self._chat_id(params)
        if chat_id not in self.world.people and chat_id not in self.world.groups:
            raise bad_request("chat not found")
        gifts = dict.fromkeys(
            "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split(), False
        )
        return self.world.chat(chat_id) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    async def _leaveChat(self, params: JSON) -> bool:  # noqa: N802
        chat_id = self._chat_id(params)
        if chat_id not in self.world.groups:
            raise bad_request("chat member status can't be changed in private chats")
        self.world.kicked.add(chat_id)
        return True


def _check_button(button: JSON) -> None:
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must have non-empty text")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        parts = urlsplit(str(button["url"]))
        if parts.scheme not in ("http", "https", "tg") or (parts.scheme != "tg" and "." not in (parts.hostname or "")):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    elif set(button) <= {"text"}:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _scope(params: JSON) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return ":".join(str(scope[name]) for name in sorted(scope, reverse=True)), _language(params)


def _language(params: JSON) -> str:
    code = str(params.get("language_code") or "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise ApiError(400, "Bad Request: invalid language code specified")
    return code
