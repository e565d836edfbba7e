"""What a `province.yaml` may contain, part by part. An unknown or missing field is refused."""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - pydantic reads it
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from uritemplate import URITemplate

from flows.rules.types import Confidence  # noqa: TC001 - pydantic reads it

if TYPE_CHECKING:
    from collections.abc import Mapping

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Days = Annotated[int, Field(ge=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]

URL_FIELDS = frozenset(
    (
        "domain",
        "label",
        "suffix",
        "programme",
        "subject",
        "ref",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
    )
)
"""What an address may carry: nothing personal (Law 91/2025/QH15)."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Sourced(Part):
    """A part of the data with its source, how well it is known, and the day it was last checked."""

    source: Text
    confidence: Confidence
    checked: date


class Place(Sourced):
    """The province itself; `code` is that of the statistics office."""

    name: Text
    name_full: Text
    name_full_en: Text
    code: Annotated[str, StringConstraints(pattern=r"^\d{1,2}$")]


class Office(Sourced):
    """Who leads the programme in the province; None is not known."""

    name: Text
    name_en: Text
    abbreviation: Text
    address: Text | None
    phone: Text | None
    opening_hours: Text | None


class Term(Sourced):
    """The plan and how long the offer runs; `end` is its last day."""

    plan: Text
    plan_date: date
    period: Text
    end: date
    closing_soon_days: Annotated[int, Field(ge=0)]
    ended: bool


class Targets(Sourced):
    """Names to be registered in the plan's period."""

    id_vn: Annotated[int, Field(ge=0)]
    biz_vn: Annotated[int, Field(ge=0)]


class Fees(Part):
    """Names of amounts in `flows/rules/amounts.yaml`."""

    id_registration: Text
    id_year: Text
    biz_registration: Text
    biz_year: Text


class Link(Sourced):
    """An address that the bot may show."""

    url: Text

    @property
    def host(self) -> str:
        """The host, empty when the address is not https."""
        parts = urlsplit(self.url)
        return (parts.hostname or "") if parts.scheme == "https" else ""


class Links(Part):
    """The addresses by what they are for."""

    programme_site: Link
    registrars_list: Link
    lookup: Link
    lookup_alt: Link
    academy: Link
    media: Link
    online_gov: Link
    report_site: Link


class Contacts(Sourced):
    """Whom to ask; None is not known."""

    vnnic_email: Text
    vnnic_phone: Text | None
    report_line: Text


class Registrar(Sourced):
    """Where a person registers; the template names fields of `URL_FIELDS` only."""

    id: Code
    name: Text
    url_template: Text
    programmes: Annotated[tuple[Literal["id_vn", "biz_vn"], ...], Field(min_length=1)]
    fields_by_post: tuple[
        Literal["domain", "label", "suffix", "subject", "birth_date", "licence_number", "founded_on"], ...
    ]
    agreement: Text | None

    @model_validator(mode="after")
    def _nothing_personal(self) -> Self:
        personal = sorted(set(URITemplate(self.url_template).variable_names) - URL_FIELDS)
        if personal:
            raise ValueError(f"url_template may not use {', '.join(personal)}")
        if self.fields_by_post and self.agreement is None:
            raise ValueError("fields_by_post needs a signed agreement")
        return self

    @property
    def host(self) -> str:
        """The host that the template leads to; fixed, because it may hold no field."""
        match = re.match(r"https://([^/{}?#@:]+)(?=[/{?#]|$)", self.url_template)
        return match[1] if match else ""

    def url(self, values: Mapping[str, str]) -> str:
        """The address with the values that its template names; others are left out."""
        known: dict[str, Any] = dict(values)
        return str(URITemplate(self.url_template).expand(known))


class Accredited(Sourced):
    """Registrars by name only."""

    names: tuple[Text, ...]


class SupportPoint(Part):
    """Where people are helped in person."""

    name: Text
    name_en: Text


class SupportPoints(Sourced):
    """All places of help, nearest first."""

    places: tuple[SupportPoint, ...]


class PersonalData(Sourced):
    """What the consent text says and how long data is kept; limits can be lowered only."""

    controller: Text
    controller_en: Text
    operator: Text
    operator_en: Text
    address: Text | None
    phone: Text | None
    dpo_name: Text | None
    dpo_phone: Text | None
    dpo_email: Text | None
    answer_hours: Annotated[Days, Field(le=24)]
    inbox_hours: Annotated[Days, Field(le=24)]
    failed_inbox_days: Annotated[Days, Field(le=7)]
    dedupe_days: Annotated[Days, Field(le=7)]
    conversation_days: Annotated[Days, Field(le=30)]
    verdict_days: Annotated[Days, Field(le=90)]
    reminder_days: Annotated[Days, Field(le=14)]
    reminder_job_days: Annotated[Days, Field(le=14)]
    consent_years: Annotated[Days, Field(le=3)]
    rights_years: Annotated[Days, Field(le=3)]
    app_log_days: Annotated[Days, Field(le=30)]
    security_log_days: Annotated[Days, Field(le=366)]
    staff_audit_months: Annotated[Days, Field(le=24)]
    backup_days: Annotated[Days, Field(le=30)]


class ReportHead(Sourced):
    """Head and foot of a report (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

    parent: Text
    issuer: Text
    sign: Text
    place: Text
    basis: Text
    addressees: tuple[Text, ...]
    recipients: tuple[Text, ...]
    archive: Text
    signer_title: Text
    signer_name: Text | None
    periods: Literal["calendar_quarter", "nd09"]


class Campaign(Part):
    """A poster or post whose link carries `ref`."""

    ref: Code
    name: Text
    commune: Text | None = None
