"""The links of a source, one for each channel that people can come in by."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import segno

if TYPE_CHECKING:
    from bot.settings import Settings

Way: TypeAlias = Literal["web", "telegram", "zalo"]

QUIET: Final = 4
"""modules of white round a QR code (ISO/IEC 18004)"""
PNG_SCALE: Final = 16
"""pixels of a module: a code of 37 modules is 720 wide, sharp at 6 cm"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the bot is: `web` without a slash at the end; the name of the Telegram bot and the id of the Zalo OA where
    there are such."""

    web: str
    telegram: str | None = None
    zalo_oa: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A way in. `counted`: whoever comes by it is counted under the source; Zalo passes no code on (zalo.md 6.1)."""

    way: Way
    address: str
    counted: bool


def addresses(settings: Settings, *, local: str) -> Addresses:
    """From the settings; `local` is where the pages are when no public address is set."""
    return Addresses(settings.public_url or local, settings.telegram_name, settings.zalo_oa_id)


def links_of(code: str, at: Addresses) -> list[Link]:
    """The links of source `code`, the web's first. A code is fit for an address as it is (`storage.sources.CODE`)."""
    found = [Link("web", f"{at.web}/?ref={code}", counted=True)]
    if at.telegram is not None:
        found.append(Link("telegram", f"https://t.me/{at.telegram}?start={code}", counted=True))
    if at.zalo_oa is not None:
        found.append(Link("zalo", f"https://zalo.me/{at.zalo_oa}", counted=False))
    return found


def qr(address: str) -> segno.QRCode:
    """A code of level M: a seventh of it may be dirty or torn."""
    return segno.make_qr(address, error="m", boost_error=False)


def qr_svg(address: str) -> bytes:
    """The code as a picture for printers, in black on white."""
    out = io.BytesIO()
    qr(address).save(out, kind="svg", border=QUIET, scale=10, light="white", xmldecl=True, nl=False)
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """The code as a picture for posts and documents."""
    out = io.BytesIO()
    qr(address).save(out, kind="png", border=QUIET, scale=PNG_SCALE, light="white")
    return out.getvalue()
