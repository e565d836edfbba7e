"""What becomes of the links of the play: names that DNS knows, a list of a registrar, an official figure."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from storage import lists, registrations

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from storage.db import Database
    from storage.sealing import Sealer

BY: Final = "demo"
ORIGIN: Final = "Nhà đăng ký (ví dụ)"


class Register:
    """Collects what is registered while the play goes on; `close` hands the list in."""

    def __init__(self, db: Database, sealer: Sealer, rng: Random) -> None:
        self._db, self._sealer, self._rng = db, sealer, rng
        self._rows: dict[str, lists.ConfirmedRow] = {}

    async def registered(self, link: str, domain: str, programme: str, now: datetime) -> None:
        """Somebody registered the name of a link; it works a while later, for most."""
        if self._rng.random() < 0.85:
            day = now.date() + timedelta(days=1)
            async with self._db.transaction() as tx:
                await registrations.looked(tx, id=link, now=now, visible_on=day)
        if self._rng.random() < 0.8:
            self._rows[domain] = lists.ConfirmedRow(domain, programme, now.date(), ORIGIN)

    async def close(self, *, today: date, now: datetime) -> None:
        """Imports the list, with names that never were our links, and types in what the country's registry says."""
        strangers = {f"nguoi-khac-{n}.id.vn": "id_vn" for n in range(1, 8)} | {"tiem-khac-1.biz.vn": "biz_vn"}
        rows = [*self._rows.values(), *(lists.ConfirmedRow(d, p, today, ORIGIN) for d, p in strangers.items())]
        digest = hashlib.sha256(repr(sorted(self._rows)).encode()).hexdigest()
        meta = lists.ListMeta("confirmed", "danh-sach-vi-du.csv", ORIGIN, today, digest)
        async with self._db.transaction() as tx:
            await lists.import_confirmed(tx, meta=meta, rows=rows, by=BY, now=now, sealer=self._sealer)
            figures: dict[registrations.Programme, int] = {"id_vn": len(rows) * 3, "biz_vn": len(rows)}
            for programme, number in figures.items():
                await registrations.add_total(
                    tx,
                    programme=programme,
                    number=number,
                    as_of=today,
                    origin="Số liệu ví dụ, không phải của VNNIC",
                    by=BY,
                    now=now,
                    today=today,
                )
