"""Sentences as people type them in a hurry, always the same for the same seed.

For each sentence, in this order: with probability 0.5 all marks are lost; each word becomes teencode with probability
0.25 where a form is listed; each word of three letters or more gets one slip with probability 0.06 (a letter lost,
doubled, swapped with the next, or the neighbour key hit); a word that still has marks is left in Telex or VNI
keystrokes with probability 0.04; a word sticks to the next with probability 0.02.
"""

from __future__ import annotations

import random
import unicodedata

TEENCODE = {
    "không": ["ko", "k", "hok", "hông", "kh"], "được": ["dc", "đc"], "gì": ["j"], "rồi": ["r", "rùi"],
    "muốn": ["mún", "mun"], "biết": ["bik", "bít"], "mình": ["mk", "mik"], "tôi": ["t", "tui"], "bạn": ["b", "bn"],
    "vậy": ["v", "z"], "với": ["vs"], "cũng": ["cx"], "người": ["ng"], "nhiều": ["nhìu"], "trước": ["trc"],
    "quá": ["wá"], "làm": ["lm"], "em": ["e"], "phải": ["fải"], "thích": ["thik"], "nhiêu": ["nhiu"],
    "giờ": ["h"], "yêu": ["iu"], "đang": ["đag"], "gửi": ["gởi"], "bây": ["bi"], "nữa": ["nx"], "chưa": ["chx"],
    "giúp": ["giup", "giùm"], "đăng": ["đăg"], "email": ["mail"], "ơi": ["oi"], "thế": ["thé"], "nào": ["nèo"],
}  # fmt: skip
NEIGHBOURS = {
    "q": "w", "w": "qe", "e": "wr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "o",
    "a": "sq", "s": "ad", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "k",
    "z": "xa", "x": "zc", "c": "xv", "v": "cb", "b": "vn", "n": "bm", "m": "n",
}  # fmt: skip
_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_TELEX_LETTERS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_LETTERS = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}


def strip(text: str) -> str:
    """`text` without marks."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def keystrokes(word: str, *, vni: bool) -> str:
    """What a keyboard without its input method leaves of `word`: tone key last."""
    tones, letters = (_VNI, _VNI_LETTERS) if vni else (_TELEX, _TELEX_LETTERS)
    tone = ""
    out = []
    for char in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", char)
        tone = next((tones[p] for p in parts if p in tones), tone)
        plain = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out.append(letters.get(plain, plain))
    return "".join(out) + tone


def noisy(text: str, seed: int) -> str:
    """`text` with the slips described above."""
    rng = random.Random(seed)
    bare = rng.random() < 0.5
    out: list[str] = []
    for word in text.split():
        typed = word
        if word in TEENCODE and rng.random() < 0.25:
            typed = rng.choice(TEENCODE[word])
        typed = strip(typed) if bare else typed
        if len(typed) >= 3 and typed.isalpha() and rng.random() < 0.06:
            typed = _slip(typed, rng)
        if not typed.isascii() and rng.random() < 0.04:
            typed = keystrokes(typed, vni=rng.random() < 0.3)
        if out and rng.random() < 0.02:
            out[-1] += typed
        else:
            out.append(typed)
    return " ".join(out)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    key = strip(word[at])
    return word[:at] + rng.choice(NEIGHBOURS.get(key, key)) + word[at + 1 :]
