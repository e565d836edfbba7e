"""`chaovn source`: campaigns, schools, communes, events, volunteers, with their links and posters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot import settings as settings_module
from bot.commands.opening import with_database
from bot.errors import ChaovnError

if TYPE_CHECKING:
    from bot.commands.opening import Opened
    from storage.sources import Source

source = typer.Typer(help="Nguồn khách: liên kết, mã QR, áp phích. Sources of visitors.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Mã nguồn, ví dụ thpt-ho-thi-ky")]
SAYS = {
    "vi": {
        "taken": "{}: mã này đã có",
        "absent": "{}: không có nguồn này, hoặc đã ở trạng thái đó",
        "code": "mã gồm 2–48 chữ thường không dấu, số và dấu gạch nối: ví dụ thpt-ho-thi-ky",
        "label": "tên nguồn cần 2–80 ký tự",
        "commune": "{}: không có xã, phường mang mã này",
        "way": "{}: chưa có; hãy đặt CHAOVN_TELEGRAM_NAME hoặc CHAOVN_ZALO_OA_ID",
        "local": "CHAOVN_PUBLIC_URL chưa đặt: liên kết chỉ mở được trên máy này.",
        "uncounted": "(Zalo không chuyển mã nguồn)",
        "done": "Đã xong: {}",
        "files": "Đã ghi: {}",
    },
    "en": {
        "taken": "{}: there is such a code already",
        "absent": "{}: there is no such source, or it is so already",
        "code": "a code has 2-48 small letters, digits and hyphens: thpt-ho-thi-ky",
        "label": "a label has 2-80 characters",
        "commune": "{}: no commune has this code",
        "way": "{}: there is none; set CHAOVN_TELEGRAM_NAME or CHAOVN_ZALO_OA_ID",
        "local": "CHAOVN_PUBLIC_URL is not set: the links open on this machine only.",
        "uncounted": "(Zalo passes no code on)",
        "done": "Done: {}",
        "files": "Written: {}",
    },
}


@source.command(epilog="Ví dụ: chaovn source add 'Trường THPT Hồ Thị Kỷ' --kind school")
def add(
    label: Annotated[str, typer.Argument(help="Tên nguồn.")],
    kind: Annotated[
        Literal["campaign", "school", "commune", "event", "volunteer"], typer.Option(help="Loại nguồn.")
    ] = "campaign",
    code: Annotated[str | None, typer.Option(help="Mã; mặc định lấy từ tên.")] = None,
    commune: Annotated[str | None, typer.Option(help="Xã, phường (mã NSO).")] = None,
) -> None:
    """Thêm nguồn và in các liên kết. Adds a source and prints its links."""
    from flows.loader import PROVINCES  # noqa: PLC0415 - other commands start faster without it
    from flows.places import load_communes  # noqa: PLC0415
    from storage import sources  # noqa: PLC0415

    words = _words()
    if commune is not None:
        known = load_communes(PROVINCES / settings_module.load().province / "communes.yaml").names
        if commune not in known:
            raise ChaovnError(words["commune"].format(commune))

    async def act(at: Opened) -> Source | None:
        async with at.db.transaction() as tx:
            return await sources.add(tx, kind=kind, label=label, by=at.by, now=at.now, code=code, commune=commune)

    try:
        made = with_database(act)
    except ValueError as error:
        raise ChaovnError(words[str(error)]) from None
    if made is None:
        raise ChaovnError(words["taken"].format(code))
    typer.echo(words["done"].format(made.code))
    _show_links(made.code)


@source.command(name="list", epilog="Ví dụ: chaovn source list")
def list_() -> None:
    """Xem các nguồn: mã, loại, tên, xã, ngày ngừng. Shows the sources."""
    from storage import sources  # noqa: PLC0415

    async def act(at: Opened) -> list[Source]:
        async with at.db.transaction() as tx:
            return await sources.everything(tx)

    for one in with_database(act):
        retired = "" if one.retired is None else f"{one.retired:%Y-%m-%d}"
        typer.echo("\t".join([one.code, one.kind, one.label, one.commune or "-", retired]))


@source.command(epilog="Ví dụ: chaovn source retire thpt-ho-thi-ky")
def retire(
    code: Code, again: Annotated[bool, typer.Option("--again", help="Dùng lại nguồn đã ngừng.")] = False
) -> None:
    """Ngừng một nguồn; ai còn đến bằng mã cũ vẫn trò chuyện được. Retires a source; old codes still work."""
    from storage import sources  # noqa: PLC0415

    async def act(at: Opened) -> bool:
        change = sources.revive if again else sources.retire
        async with at.db.transaction() as tx:
            return await change(tx, code=code, by=at.by, now=at.now)

    words = _words()
    if not with_database(act):
        raise ChaovnError(words["absent"].format(code))
    typer.echo(words["done"].format(code))


@source.command(epilog="Ví dụ: chaovn source poster thpt-ho-thi-ky --out ap-phich")
def poster(
    code: Code,
    out: Annotated[Path, typer.Option(help="Thư mục để ghi.")] = Path(),
    to: Annotated[Literal["web", "telegram", "zalo"], typer.Option(help="Mã QR dẫn tới đâu.")] = "web",
) -> None:
    """Ghi áp phích A5 (PDF) và mã QR (SVG, PNG) của một nguồn. Writes poster and QR code."""
    from bot.sources import poster as drawing  # noqa: PLC0415
    from bot.sources.links import addresses, links_of, qr_png, qr_svg  # noqa: PLC0415
    from flows.province import load_province  # noqa: PLC0415
    from storage import sources  # noqa: PLC0415

    async def act(at: Opened) -> Source | None:
        async with at.db.transaction() as tx:
            return await sources.find(tx, code=code)

    words, settings = _words(), settings_module.load()
    one = with_database(act)
    if one is None or one.retired is not None:
        raise ChaovnError(words["absent"].format(code))
    ways = {link.way: link for link in links_of(code, addresses(settings, local=_LOCAL))}
    if to not in ways:
        raise ChaovnError(words["way"].format(to))
    made = drawing.of(one.label, ways[to], code, load_province(settings.province))
    name = code if to == "web" else f"{code}-{to}"
    files = {
        f"{name}.pdf": drawing.pdf(made),
        f"{name}-qr.svg": qr_svg(made.address),
        f"{name}-qr.png": qr_png(made.address),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (out / file).write_bytes(content)
            typer.echo(words["files"].format(out / file))
    except OSError as error:
        raise ChaovnError(f"{out}: {error.strerror}") from None


_LOCAL = "http://127.0.0.1:8080"


def _show_links(code: str) -> None:
    from bot.sources.links import addresses, links_of  # noqa: PLC0415

    settings, words = settings_module.load(), _words()
    for link in links_of(code, addresses(settings, local=_LOCAL)):
        typer.echo(f"{link.way}\t{link.address}\t{'' if link.counted else words['uncounted']}".rstrip())
    if settings.public_url is None:
        typer.echo(words["local"], err=True)


def _words() -> dict[str, str]:
    return SAYS[settings_module.load().lang]
