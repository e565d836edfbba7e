"""The figures of the province: one query layer, from which pages, exports and the official report all read.

    async with db.transaction() as tx:
        await log.snapshot(tx)
        made = await report.report(tx, period=..., province=..., targets=..., places=..., today=..., made_at=...)

`report.report` reads a period, `as_json.as_json` writes it down, `hiding.for_outside` takes small numbers out of what
leaves the house, `log.interactions` streams the rows. Every figure's definition stands in `storage.definitions`.
"""
