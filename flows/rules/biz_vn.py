"""The free biz.vn: a household business with its certificate, or an enterprise in its first year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from flows.rules.calendar import anniversary, first_day
from flows.rules.programme import programme_values, right_time
from flows.rules.types import Rule, Source, conclude, show, show_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.rules.types import BusinessFacts, KnownDate, Offer, Verdict

Zone = Literal["too_old", "ask_registrar", "eligible"]

_GUIDE = "Hướng dẫn triển khai Chương trình, kèm Công văn 2091/BTTTT-VNNIC ngày 30/5/2024"
_CHECKED = date(2026, 11, 22)

SUBJECT = Rule(
    name="biz_vn.subject",
    version="2026-1",
    checked=_CHECKED,
    source=Source(f"{_GUIDE}: chỉ nêu doanh nghiệp và hộ kinh doanh", "official"),
    says="Văn bản chỉ nêu doanh nghiệp mới thành lập và hộ kinh doanh; loại hình khác thì chưa rõ.",
)
CERTIFICATE = Rule(
    name="biz_vn.certificate",
    version="2026-1",
    checked=_CHECKED,
    source=Source(f"{_GUIDE}: “có Giấy chứng nhận đăng ký kinh doanh”", "official"),
    says="Cần có giấy chứng nhận đăng ký hộ kinh doanh hoặc giấy chứng nhận đăng ký doanh nghiệp.",
)
HOUSEHOLD = Rule(
    name="biz_vn.household",
    version="2026-1",
    checked=_CHECKED,
    source=Source(f"{_GUIDE}: “Hộ kinh doanh có Giấy chứng nhận đăng ký kinh doanh”", "official"),
    says="Hộ kinh doanh có giấy chứng nhận đăng ký kinh doanh được miễn phí, không giới hạn năm thành lập.",
)
ENTERPRISE = Rule(
    name="biz_vn.enterprise",
    version="2026-1",
    checked=_CHECKED,
    source=Source(
        f"{_GUIDE}: “Doanh nghiệp thành lập trong vòng 01 năm tính đến trước thời điểm đăng ký sử dụng tên miền”",
        "official",
    ),
    says="Doanh nghiệp được miễn phí khi đăng ký tên miền trong vòng 01 năm kể từ ngày đăng ký lần đầu.",
)


def first_year_zone(founded: date, today: date) -> Zone:
    """Where a day lies against the first year of an enterprise.

    Source: plan 0109/KH-UBND III.1 "trong vòng 01 năm". Whether the anniversary itself still counts is
    said nowhere, so that day goes to the registrar.
    """
    ends = anniversary(founded)
    if today < ends:
        return "eligible"
    return "ask_registrar" if today == ends else "too_old"


def _zone_values(zone: Zone, first: date, last: date, today: date, offer: Offer) -> Mapping[str, object]:
    if zone != "eligible":
        return {}
    sure_until = anniversary(first) - timedelta(days=1)
    act_by = min(sure_until, offer.programme_end)
    return {
        "turns_1": show_range(anniversary(first), anniversary(last)),
        "act_by": show(act_by),
        "days_to_act": (act_by - today).days,
    }


def _band_values(today: date) -> Mapping[str, object]:
    """`founded_after`: an enterprise first registered after that day is in its first year."""
    low = date(today.year - 2, 1, 1)
    opens = first_day(lambda day: first_year_zone(day, today) == "eligible", low=low, high=today)
    return {"founded_after": show(opens - timedelta(days=1))}


def right_certificate(facts: BusinessFacts, *, today: date, offer: Offer) -> Verdict | None:
    """Free biz.vn: a certificate of registration; None when there is one.

    Source: plan 0109/KH-UBND III.1 and letter 2091/BTTTT-VNNIC. Selling without a certificate is in none
    of the groups that the texts name.
    """
    if facts.certificate:
        return None
    common = programme_values(today, offer)
    if facts.certificate is None:
        return conclude(CERTIFICATE, "unknown", common, missing="certificate")
    return conclude(CERTIFICATE, "no_certificate", common)


def right_household(*, today: date, offer: Offer) -> Verdict:
    """Free biz.vn: every household business with a certificate, however old it is.

    Source: plan 0109/KH-UBND III.1, letter 2091/BTTTT-VNNIC; only enterprises have the condition of one year.
    """
    return conclude(HOUSEHOLD, "eligible", programme_values(today, offer), {"act_by": show(offer.programme_end)})


def right_first_year(founded: KnownDate | None, *, today: date, offer: Offer) -> Verdict:
    """Free biz.vn: an enterprise within a year of its FIRST registration; a coarse date decides where it
    can.

    A date in the future is no fact: `unknown` with `problem`. That the first certificate counts and not
    a changed one is the natural reading, not a text. Source: plan 0109/KH-UBND III.1.
    """
    common = programme_values(today, offer)
    if founded is None:
        return conclude(ENTERPRISE, "unknown", common, missing="founded_on")
    possible = founded.possible(until=today)
    if possible is None:
        return conclude(ENTERPRISE, "unknown", common, {"problem": "future"}, missing="founded_on")
    zones = {first_year_zone(day, today) for day in possible}
    if len(zones) > 1:
        return conclude(ENTERPRISE, "undecided", common, _band_values(today), missing="founded_on")
    zone = zones.pop()
    return conclude(ENTERPRISE, zone, common, _band_values(today), _zone_values(zone, *possible, today, offer))


def right_subject(facts: BusinessFacts, *, today: date, offer: Offer) -> Verdict | None:
    """Free biz.vn: enterprises and households; None for those and for a person, who is asked for a
    certificate.

    Source: plan 0109/KH-UBND III.1, letter 2091/BTTTT-VNNIC. Co-operatives, farms and associations are
    in no text, so the verdict is unclear and VNNIC is asked.
    """
    if facts.subject in {"person", "household", "enterprise"}:
        return None
    common = programme_values(today, offer)
    if facts.subject is None:
        return conclude(SUBJECT, "unknown", common, missing="subject")
    return conclude(SUBJECT, "unclear", common)


def decide_biz_vn(facts: BusinessFacts, *, today: date, province: Offer) -> Verdict:
    """Does the free biz.vn fit this business on this day (a date in Viet Nam)?

    Whatever settles it is said at once. A person who holds a certificate is the owner of a household
    business.
    """
    over = right_time(today, province)
    if over is not None:
        return over
    subject = right_subject(facts, today=today, offer=province)
    if subject is not None:
        return subject
    certificate = right_certificate(facts, today=today, offer=province)
    if certificate is not None and certificate.decided:
        return certificate
    if facts.subject != "enterprise":
        return certificate or right_household(today=today, offer=province)
    first_year = right_first_year(facts.founded, today=today, offer=province)
    # a company over a year old hears so without looking for its certificate first
    return first_year if certificate is None or first_year.verdict == "too_old" else certificate
