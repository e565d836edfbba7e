"""Seals and hashes what names a person.

A sealed value is `version (1) | key id (2) | nonce (12) | ciphertext and tag`, AES-256-GCM. The place it
stands in (`table:column:row key`) is authenticated with it, so a value moved elsewhere does not open.
Keys are derived by HKDF-SHA256 from the secret; each use has a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import TamperedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
NONCE_BYTES = 12
HEAD_BYTES = 3 + NONCE_BYTES
SECRET_MIN = 32
"""characters of a secret: 256 bits in base 64 are 43, in hexadecimal 64"""


def _derive(secret: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"chaovn", info=use.encode()).derive(secret)


class Sealer:
    """Seals with the first key of the ring, opens with any of them.

    `ring` maps key ids (1 to 65535) to secrets, the one in use first. Hashes are made with the lowest id, so
    that an account keeps its hash while a newer key is already sealing.
    """

    def __init__(self, ring: Mapping[int, bytes]) -> None:
        if not ring or not all(0 < number < 1 << 16 for number in ring):
            raise ValueError("a key ring needs at least one key, with ids from 1 to 65535")
        self._current = next(iter(ring))
        self._ciphers = {number: AESGCM(_derive(secret, "seal")) for number, secret in ring.items()}
        root = ring[min(ring)]
        self.derive = cache(lambda use: _derive(root, use))

    @classmethod
    def of(cls, secret: str) -> Sealer:
        """From the setting: one secret, or `id:secret` pairs joined by commas, the one in use first."""
        pairs = secret.split(",") if re.match(r"\d+:", secret) else [f"1:{secret}"]
        ring: dict[int, bytes] = {}
        for pair in pairs:
            number, _, value = pair.strip().partition(":")
            if not number.isdecimal() or len(value) < SECRET_MIN:
                raise ValueError(f"a secret needs at least {SECRET_MIN} characters, its id only digits")
            ring[int(number)] = value.encode()
        return cls(ring)

    def seal(self, plain: bytes, *, where: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = bytes((FORMAT,)) + self._current.to_bytes(2, "big")
        return head + nonce + self._ciphers[self._current].encrypt(nonce, plain, head + where.encode())

    def open(self, sealed: bytes, *, where: str) -> bytes:
        """The plain bytes. Raises `TamperedError` when the value was changed, moved, or its key is gone."""
        number = int.from_bytes(sealed[1:3], "big")
        cipher = self._ciphers.get(number)
        if len(sealed) <= HEAD_BYTES or sealed[0] != FORMAT or cipher is None:
            raise TamperedError(f"no key to open a value of {where.rsplit(':', 1)[0]}")
        try:
            return cipher.decrypt(sealed[3:HEAD_BYTES], sealed[HEAD_BYTES:], sealed[:3] + where.encode())
        except InvalidTag:
            raise TamperedError(f"a sealed value of {where.rsplit(':', 1)[0]} was changed or moved") from None

    def seal_json(self, value: object, *, where: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), where=where)

    def open_json(self, sealed: bytes, *, where: str) -> object:
        value: object = json.loads(self.open(sealed, where=where))
        return value

    def hash(self, kind: str, value: str) -> bytes:
        """A keyed hash (32 bytes) that stands for `value`; `kind` keeps equal values of two uses apart."""
        return hmac.digest(self.derive("hash:" + kind), value.encode("utf-8", "surrogatepass"), hashlib.sha256)


def secret_of(folder: Path) -> str:
    """The secret kept in `folder`, made on the first call, readable by its owner alone."""
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole under another name first: a process that dies in between leaves no half a key.
        draft = folder / f"secret_key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
