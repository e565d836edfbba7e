"""What the bot knows of one province: read once from `provinces/<id>/province.yaml`, checked, frozen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import yaml
from pydantic import Field, InstanceOf, ValidationError, model_validator

from flows.province_parts import (
    Accredited,
    Campaign,
    Code,
    Contacts,
    Fees,
    Links,
    Office,
    Part,
    PersonalData,
    Place,
    Registrar,
    ReportHead,
    SupportPoints,
    Targets,
    Term,
    Text,
)
from flows.rules.dated import Amounts, AmountsError, OutsideTableError, load_amounts
from flows.rules.types import show

if TYPE_CHECKING:
    from datetime import date

PROVINCES = Path(__file__).with_name("provinces")

Language = Literal["vi", "en"]


class ProvinceError(ValueError):
    """The data of a province is wrong; the message names the file and every field at fault."""


def money(amount: int, lang: Language = "vi") -> str:
    """An amount of đồng for people: "10.000 đồng", "VND 10,000"."""
    grouped = f"{amount:,}"
    return f"VND {grouped}" if lang == "en" else f"{grouped.replace(',', '.')} đồng"


class Province(Part):
    """All data of one province with the dated amounts. Built by `load_province`."""

    id: Code
    place: Place
    office: Office
    programme: Term
    targets: Targets
    fees: Fees
    links: Links
    allowed_hosts: frozenset[Text]
    contacts: Contacts
    registrars: Annotated[tuple[Registrar, ...], Field(min_length=1)]
    accredited: Accredited
    support_points: SupportPoints
    personal_data: PersonalData
    report: ReportHead
    campaigns: tuple[Campaign, ...]
    amounts: InstanceOf[Amounts]

    @model_validator(mode="after")
    def _only_allowed_hosts(self) -> Self:
        for name in type(self.links).model_fields:
            host = getattr(self.links, name).host
            if host not in self.allowed_hosts:
                raise ValueError(f"links.{name}.url: host {host!r} is not in allowed_hosts, or not https")
        for index, registrar in enumerate(self.registrars):
            if registrar.host not in self.allowed_hosts:
                raise ValueError(
                    f"registrars[{index}].url_template: host {registrar.host!r} is not in allowed_hosts, "
                    "is not https, or is not fixed"
                )
        return self

    @model_validator(mode="after")
    def _fees_are_known(self) -> Self:
        for name in type(self.fees).model_fields:
            try:
                self.amounts.on(getattr(self.fees, name), self.programme.checked)
            except OutsideTableError as error:
                raise ValueError(f"fees.{name}: {error}") from error
        return self

    @property
    def name(self) -> str:
        """The short name: "Cà Mau"."""
        return self.place.name

    @property
    def name_full(self) -> str:
        """The name with its kind: "tỉnh Cà Mau"."""
        return self.place.name_full

    @property
    def agency(self) -> str:
        """The body that leads the programme in the province."""
        return self.office.name

    @property
    def plan(self) -> str:
        """The province's own plan, by its number."""
        return self.programme.plan

    @property
    def programme_end(self) -> date:
        """The last day of the offer."""
        return self.programme.end

    @property
    def ended(self) -> bool:
        """True when staff have closed the offer, whatever its last day."""
        return self.programme.ended

    @property
    def closing_soon_days(self) -> int:
        """For how many days before its end the offer is called closing."""
        return self.programme.closing_soon_days

    def registrar(self, programme: str) -> Registrar | None:
        """The first registrar that serves `id_vn` or `biz_vn`; None when there is none."""
        return next((one for one in self.registrars if programme in one.programmes), None)

    def gaps(self) -> tuple[str, ...]:
        """Fields that are not known yet and that the law or people want before the service opens."""
        parts = {"office": self.office, "personal_data": self.personal_data}
        return tuple(
            f"{part}.{name}"
            for part, data in parts.items()
            for name in type(data).model_fields
            if getattr(data, name) is None
        )

    def contact_lines(self, lang: Language = "vi") -> tuple[str, ...]:
        """Whom to ask: the agency with what is known of it, then VNNIC."""
        office, contacts = self.office, self.contacts
        english = lang == "en"
        agency = [
            office.name_en if english else office.name,
            *(value for value in (office.phone, office.address, office.opening_hours) if value),
        ]
        centre = "Vietnam Internet Network Information Center" if english else "Trung tâm Internet Việt Nam"
        vnnic = [f"{centre} (VNNIC): {contacts.vnnic_email}", *filter(None, [contacts.vnnic_phone])]
        return ", ".join(agency), ", ".join(vnnic)

    def values(self, *, on: date | None = None, lang: Language = "vi") -> dict[str, str]:
        """Display strings for the placeholders of the copy.

        `on` is the day whose fees are told; without it, those of the day on which the data was last
        checked. Raises OutsideTableError only for a day `on` that the table of amounts does not hold.
        """
        english = lang == "en"
        day, data, links = on or self.programme.checked, self.personal_data, self.links

        def fee(name: str) -> str:
            return money(self.amounts.on(name, day).value, lang)

        return {
            "province": self.name,
            "province_full": self.place.name_full_en if english else self.name_full,
            "agency": self.office.name_en if english else self.agency,
            "plan": self.plan,
            "programme_end": show(self.programme_end),
            "vnnic_email": self.contacts.vnnic_email,
            "report_line": self.contacts.report_line,
            "contacts": "\n".join(self.contact_lines(lang)),
            "programme_site": links.programme_site.url,
            "registrars_site": links.registrars_list.url,
            "registrar_names": ", ".join(self.accredited.names),
            "lookup_site": links.lookup.url,
            "lookup_alt_site": links.lookup_alt.url,
            "academy_site": links.academy.url,
            "media_site": links.media.url,
            "ecommerce_site": links.online_gov.url,
            "report_site": links.report_site.url,
            "support_points": "\n".join(
                f"• {one.name_en if english else one.name}" for one in self.support_points.places
            ),
            "fee_id_registration": fee(self.fees.id_registration),
            "fee_id_year": fee(self.fees.id_year),
            "fee_biz_registration": fee(self.fees.biz_registration),
            "fee_biz_year": fee(self.fees.biz_year),
            "controller": data.controller_en if english else data.controller,
            "operator": data.operator_en if english else data.operator,
            "answer_hours": str(data.answer_hours),
            "conversation_days": str(data.conversation_days),
            "verdict_days": str(data.verdict_days),
            "reminder_days": str(data.reminder_days),
        }


def _faults(error: ValidationError) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        lines.append(f"{where}: {fault['msg']}" if where else fault["msg"])
    return "; ".join(lines)


def load_province(province_id: str, *, root: Path = PROVINCES, amounts: Amounts | None = None) -> Province:
    """Read and check `root/<province_id>/province.yaml`. Raises ProvinceError naming the file and the
    fields."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", province_id):
        raise ProvinceError(f"{province_id!r} is not the id of a province")
    path = root / province_id / "province.yaml"
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProvinceError(f"{path}: cannot be read: {error}") from error
    if not isinstance(raw, dict):
        raise ProvinceError(f"{path}: holds no fields")
    if raw.get("id") != province_id:
        raise ProvinceError(f"{path}: id: is not {province_id!r}, the name of its folder")
    try:
        return Province.model_validate({**raw, "amounts": load_amounts() if amounts is None else amounts})
    except ValidationError as error:
        raise ProvinceError(f"{path}: {_faults(error)}") from error
    except AmountsError as error:
        raise ProvinceError(str(error)) from error
