"""One tokenizer for training and for reading: addresses, dates and numbers stay whole."""

from __future__ import annotations

import re

SITE = "<site>"
MAIL = "<mail>"
DATE = "<date>"
MONEY = "<money>"
NUMBER = "<number>"

_TOKEN = re.compile(
    r"""
    [^\s@<>,;]+@[\w-]+(?:\.[\w-]+)+                         # an e-mail address
  | (?:https?://|www\.)[^\s<>"]+                            # a link
  | \d{1,4}(?:[/.\-]\d{1,2}){1,2}[/.\-]\d{2,4}|\d{1,2}/\d{2,4}|\d{4}-\d{1,2}-\d{1,2}   # a date
  | \d{1,3}(?:[.,]\d{3})+(?:đ|d|vnd|vnđ|k)?\b               # 450.000đ
  | \.?[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_][\w-]*)*\.[^\W\d_]{2,6}\b   # a site: lan.id.vn, quan-pho.biz.vn
  | \w+(?:'\w+)*
  | [👍👎%&+]
    """,
    re.VERBOSE,
)
# Most messages are words only, and a plain pattern reads them four times as fast.
_SPECIAL = re.compile(r"[\d@./_'👍👎%&+]")
_WORD = re.compile(r"\w+")
_MONEY = re.compile(r"\d+(?:[.,]\d+)*(?:k|đ|d|tr|củ|vnd|vnđ|nghìn|ngàn)")
_LONG_NUMBER = re.compile(r"\d[\d.,]{6,}")
_DATE = re.compile(r"\d{1,2}[/.\-](?:\d{1,2}[/.\-])?\d{2,4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}|\d{1,2}/\d{1,2}")

_OWN_SUFFIXES = ("id.vn", "biz.vn")
_SITE_ENDINGS = frozenset(
    "vn com net org info xyz shop online site store io me top asia edu gov biz id us uk co dev app club".split()
)


def tokenize(text: str) -> list[str]:
    """The tokens of a text that went through `clean`, in order; punctuation is left out."""
    if not _SPECIAL.search(text):
        return _WORD.findall(text)
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if token.isalpha():
            tokens.append(token)
        else:
            tokens += _special(token)
    return tokens


def _special(token: str) -> list[str]:
    """A token with digits or signs, by its kind: what it says, not which one it is."""
    if "@" in token:
        return [MAIL]
    if token[0].isdigit() and not token[-1].isalpha():
        if _LONG_NUMBER.fullmatch(token) and not _DATE.fullmatch(token):
            return [NUMBER]
        return [DATE] if ("/" in token or "-" in token or "." in token) and _DATE.fullmatch(token) else [token]
    if (_MONEY.fullmatch(token) and token[-1] != "k") or re.fullmatch(r"[1-9]\d{1,2}k", token):
        return [MONEY]
    if "." in token or "/" in token:
        return _site(token)
    word = token.strip("_").replace("'", "")
    return [word] if word else []


def _site(token: str) -> list[str]:
    name = token.strip(".")
    for suffix in _OWN_SUFFIXES:
        if name == suffix:
            return [suffix]
        if name.endswith("." + suffix):
            return [SITE, suffix]
    if token.startswith(("http", "www")):
        return [SITE]
    parts = name.split(".")
    if parts[-1] in _SITE_ENDINGS:
        return [name] if len(parts) <= 2 and parts[0] in _SITE_ENDINGS else [SITE, "." + parts[-1]]
    return [part for part in parts if part]
