"""The letterhead of a province: its data as the official report needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reporting.official.head import Letterhead

if TYPE_CHECKING:
    from datetime import date

    from flows.province import Province


def letterhead(province: Province, *, number: int | None = None, signed_on: date | None = None) -> Letterhead:
    """From `province.yaml`, parts `report`, `office` and `programme`."""
    head = province.report
    return Letterhead(
        parent=head.parent,
        issuer=head.issuer,
        agency=province.office.name,
        sign=head.sign,
        place=head.place,
        province=province.name_full,
        plan=province.plan,
        basis=head.basis,
        addressees=head.addressees,
        recipients=head.recipients,
        archive=head.archive,
        signer_title=head.signer_title,
        signer_name=head.signer_name,
        until=province.programme_end,
        number=number,
        signed_on=signed_on,
    )
