"""`chaovn consents`: the proofs of consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot import settings as settings_module
from bot.commands.opening import with_database
from bot.errors import ChaovnError

if TYPE_CHECKING:
    from bot.commands.opening import Opened
    from storage.consents import Fault

consents = typer.Typer(help="Bằng chứng đồng ý. Proofs of consent.", no_args_is_help=True)

SAYS = {
    "vi": {
        "whole": "Chuỗi bằng chứng nguyên vẹn: {} dòng.",
        "broken": "Chuỗi bằng chứng có {} chỗ không đúng: đã bị sửa, thêm hoặc xóa ngoài chương trình.",
        "head": "đầu chuỗi",
        "row": "dòng {}",
    },
    "en": {
        "whole": "The chain of proofs is whole: {} rows.",
        "broken": "The chain of proofs does not hold in {} places: changed, added or removed outside of the program.",
        "head": "head",
        "row": "row {}",
    },
}


@consents.callback()
def _group() -> None:
    """Keeps `verify` a word of its own while it is the only one."""


@consents.command(epilog="Ví dụ: chaovn consents verify")
def verify() -> None:
    """Kiểm tra chuỗi bằng chứng đồng ý, nêu từng dòng bị sửa. Verifies the chain; names every row that was changed."""
    from storage import consents as chain  # noqa: PLC0415 - other commands start faster without it
    from storage import verifying  # noqa: PLC0415

    words = SAYS[settings_module.load().lang]

    async def act(opened: Opened) -> tuple[list[Fault], int]:
        async with opened.db.transaction() as tx:
            await verifying.snapshot(tx)
            faults = await verifying.verify(tx, now=opened.now, by=opened.by, sealer=opened.sealer)
            return faults, await chain.count(tx)

    faults, rows = with_database(act)
    for fault in faults:
        typer.echo(f"{words['row'].format(fault.row) if fault.row else words['head']}: {fault.reason}")
    if faults:
        raise ChaovnError(words["broken"].format(len(faults)))
    typer.echo(words["whole"].format(rows))
