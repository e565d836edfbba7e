"""The chat page, and the small pages that say one thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp_jinja2

from bot.web.parts import ASSETS, PARTS
from bot.web.session import keep_language, keep_session, language_of
from bot.web.strings import script_strings, strings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

# kind of page -> (heading, text, action, where it leads): keys of strings.py
_MESSAGES: Final = {
    "not_found": ("not_found_title", "not_found", "back", "/"),
    "expired": ("expired_title", "expired", "fresh", "/?ask=link"),
    "refused": ("refused_title", "refused_page", "back", "/"),
    "error": ("error_title", "error", "back", "/"),
}


async def chat_page(request: web.Request) -> web.Response:
    """GET /: the chat. Gives the browser its session; `?ref=` is read by the page, `?lang=` is remembered."""
    parts = request.app[PARTS]
    lang = language_of(request)
    public = urlsplit(parts.public_url)
    config = {
        "lang": lang,
        "words": script_strings(lang),
        "hosts": sorted(parts.place.hosts),
        "public": f"{public.scheme}://{public.netloc}",
    }
    response = render(request, "chat.html", {"config": json.dumps(config, ensure_ascii=False)})
    keep_session(request, response)
    return response


def message_page(request: web.Request, kind: str, *, status: int, code: str = "") -> web.Response:
    """A page that says one thing and offers one way on; `kind` is one of `_MESSAGES`."""
    words = strings(language_of(request))
    heading, text, action, href = _MESSAGES[kind]
    shown = {
        "heading": words[heading],
        "text": words[text],
        "action": words[action],
        "href": href,
        "code": code,
    }
    return render(request, "message.html", shown, status=status)


def render(request: web.Request, template: str, values: Mapping[str, object], *, status: int = 200) -> web.Response:
    """A page in the reader's language, compressed, with the words and the province at hand."""
    parts = request.app[PARTS]
    lang = language_of(request)
    place = parts.place
    context = {
        "lang": lang,
        "other_lang": "en" if lang == "vi" else "vi",
        "words": strings(lang),
        "asset": request.app[ASSETS].url,
        "province": {
            "name": place.names[lang],
            "agency": place.agency[lang],
            "sites": place.sites,
            "contacts": place.contacts[lang],
            "until": place.until,
        },
        **values,
    }
    response = aiohttp_jinja2.render_template(template, request, context, status=status)
    response.headers["Vary"] = "Cookie"
    response.enable_compression()
    keep_language(request, response)
    return response
