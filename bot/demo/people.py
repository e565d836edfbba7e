"""Invented people: what each wants, knows and says. Everything follows from the seed; nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from stdnum.vn import mst

from bot.channels.base import CAPABILITIES, Inbound
from flows.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from flows.types import State

CHANNELS: Final = {"zalo_oa": 52, "web": 30, "telegram": 12, "zalo_bot": 6}
FAMILY: Final = "Nguyễn Trần Lê Phạm Huỳnh Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Lâm Mai Quách Thạch".split()
GIVEN: Final = (
    "An Anh Bảo Bình Châu Duy Dũng Giang Hà Hân Hiếu Hoa Huy Khang Khoa Lan Linh Long Mai Minh My Nam Ngân Ngọc "
    "Nhi Phúc Phương Quân Quyên Sơn Tâm Thảo Thư Tiến Trang Trí Trung Tú Uyên Vy Yến"
).split()
TRADES: Final = (
    "tom kho, ca phe, quan an, tap hoa, cua ca mau, mat ong u minh, ba khia, nha nghi, sua xe, may do, tiem toc, "
    "banh mi, trai cay, hai san, vat tu, dien nuoc"
).split(", ")
QUESTIONS: Final = {
    "cost": 14, "who_id_vn": 7, "who_biz_vn": 6, "programme_what": 6, "steps": 6, "scam": 6, "after_2_years": 6,
    "deadline": 4, "docs_biz_vn": 5, "docs_id_vn": 4, "where_register": 4, "free_package": 4, "build_website": 4,
    "no_licence": 3, "how_long": 3, "asked_to_pay": 3, "id_or_biz": 3, "domain_vs_website": 3, "auto_charge": 2,
    "name_taken": 2, "accented_name": 2, "by_phone": 2, "vneid": 2, "under_18": 2, "old_company": 2, "who_helps": 2,
    "for_someone_else": 1, "public_whois": 1, "training": 1, "ekyc_rejected": 1, "out_of_scope": 5, "human": 3,
    "feedback": 3,
}  # fmt: skip
"""how often each is asked, of all"""
UNCLEAR: Final = 0.02
RIDDLES: Final = (
    "cái bữa hổm á mà", "sao nó xoay vòng vòng", "ủa cái đó đâu rồi", "hok hỉu lun", "bấm hoài hổng ăn",
    "thằng nhỏ nó biểu tui vô đây", "cái màu xanh xanh đó", "hôm trước có người nói khác mà",
)  # fmt: skip
"""what nobody can answer without asking back"""


@dataclass
class Someone:
    """One person. `leaves` is the chance to go away at each question, `asks` that of a question in between."""

    number: int
    channel: str
    ref: str | None
    place: str
    programme: str
    leaves: float
    asks: float
    born: date
    founded: date
    subject: str
    certified: bool
    name: str
    trade: str
    registers: bool
    said: int = 0
    asked: set[str] = field(default_factory=set)
    came_back: bool = False

    @property
    def account(self) -> str:
        return f"demo-{self.number}"


def someone(rng: Random, number: int, *, day: date, places: Sequence[str], sources: Mapping[str, str]) -> Someone:
    """Person `number`, who first writes on `day`. `places`: names of communes, those where most people live first;
    `sources`: code -> name of its commune, or empty."""
    business = rng.random() < 0.27
    years = rng.choices((15, 17, 18, 19, 20, 21, 22, 23, 24, 27, 35), (1, 4, 16, 20, 18, 14, 11, 7, 4, 3, 2))[0]
    company = rng.random() < 0.3
    source = rng.choice(sorted(sources)) if sources and rng.random() < 0.55 else None
    weights = [1 / (1 + n / 6) for n in range(len(places))]
    place = sources.get(source or "", "") or rng.choices(places, weights)[0]
    return Someone(
        number=number,
        channel=rng.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        ref=source if source or rng.random() > 0.04 else "ma-cu-khong-con",
        place=place,
        programme="biz_vn" if business else "id_vn",
        leaves=rng.choice((0.01, 0.03, 0.06, 0.15, 0.3)),
        asks=rng.choice((0.05, 0.15, 0.35)),
        born=day - timedelta(days=years * 365 + rng.randrange(6, 360)),
        founded=day - timedelta(days=rng.randrange(20, 340) if rng.random() < 0.8 else rng.randrange(380, 2500)),
        subject="enterprise" if company else "household",
        certified=rng.random() < 0.86,
        name=f"{rng.choice(FAMILY)} {rng.choice(GIVEN)} {rng.choice(GIVEN)}",
        trade=rng.choice(TRADES),
        registers=rng.random() < 0.62,
    )


def opening(person: Someone) -> Inbound:
    """How somebody comes in: by the link of a source, or by writing."""
    if person.ref is not None:
        return Inbound("start", ref=person.ref, lang="vi")
    return Inbound("text", wish(person), lang="vi")


def coming_back(person: Someone, rng: Random) -> Inbound:
    """What somebody says who returns days after the link: that it worked, or one question more."""
    person.said, person.came_back = 1, True
    if person.registers:
        return Inbound("text", rng.choice(("em đăng ký xong rồi", "tui làm xong rồi nghen", "dk xong roi cam on ad")))
    return Inbound("text", rng.choice(("sau 2 năm thì sao", "làm website sao ad", "trang đòi trả tiền là sao")))


def wish(person: Someone) -> str:
    """What somebody wants, in their own words."""
    if person.programme == "id_vn":
        return ("em muốn đăng ký id.vn", "dk ten mien id.vn sao ad", "cho em làm tên miền cá nhân")[person.number % 3]
    return ("tui muon lam ten mien cho quan", "đăng ký biz.vn cho tiệm", "công ty mình muốn lấy biz.vn")[
        person.number % 3
    ]


def reply(person: Someone, state: State, rng: Random, sentences: Mapping[str, Sequence[str]]) -> Inbound | None:
    """What the person says next; None when they go away."""
    person.said += 1
    if person.said > 30 or rng.random() < person.leaves:
        return None
    if rng.random() < UNCLEAR:
        return Inbound("text", rng.choice(RIDDLES))
    if rng.random() < person.asks:
        intent = rng.choices(list(QUESTIONS), list(QUESTIONS.values()))[0]
        if intent not in person.asked:
            person.asked.add(intent)
            return Inbound("text", rng.choice(sentences[intent]))
    if state.asking is None:
        return None if state.done or person.said > 3 else Inbound("text", wish(person))
    return _answer(person, state, rng)


def _answer(person: Someone, state: State, rng: Random) -> Inbound:
    say = ANSWERS.get(state.asking or "")
    return Inbound("text", say(person, rng)) if say is not None else _picked(person, state, rng)


def _picked(person: Someone, state: State, rng: Random) -> Inbound:
    """The first choice mostly, by tap where there are buttons, by its number elsewhere."""
    offered = state.offered
    if offered is None or not offered.choices:
        return Inbound("text", "đúng rồi" if rng.random() < 0.9 else "không")
    at = 0 if rng.random() < 0.88 else rng.randrange(len(offered.choices))
    if CAPABILITIES[person.channel].buttons:
        return Inbound("tap", offer=offered.no, choice=offered.choices[at])
    return Inbound("text", str(at + 1))


def _label(person: Someone) -> str:
    words = fold(person.name).split() if person.programme == "id_vn" else person.trade.split()
    return f"{''.join(words[-2:])}{person.number}"


def _number(rng: Random) -> str:
    nine = f"20{rng.randrange(10**7):07}"
    return next((number for digit in range(10) if mst.is_valid(number := f"{nine}{digit}")), "bỏ qua")


ANSWERS: Final[Mapping[str, Callable[[Someone, Random], str]]] = {
    "birth_date": lambda p, rng: f"{p.born:%d/%m/%Y}" if rng.random() < 0.6 else f"{p.born.year}",
    "founded_on": lambda p, _: f"{p.founded:%d/%m/%Y}",
    "subject": lambda p, _: "công ty" if p.subject == "enterprise" else "hộ kinh doanh",
    "certificate": lambda p, _: "có rồi" if p.certified else "chưa có giấy",
    "licence_number": lambda _, rng: _number(rng) if rng.random() < 0.5 else "bỏ qua",
    "domain": lambda p, rng: _label(p) if rng.random() < 0.8 else "bỏ qua",
    "commune": lambda p, rng: p.place if rng.random() < 0.8 else "bỏ qua",
    "rating": lambda _, rng: str(rng.choices((1, 2, 3, 4, 5), (2, 3, 10, 35, 50))[0]),
    "registered": lambda p, _: "em đăng ký rồi" if p.registers else "chưa, bữa nào rảnh em làm",
    "human": lambda *_: "nhờ cán bộ gọi lại giúp tui, tui chưa rành",
    "consent": lambda _, rng: "tôi không đồng ý" if rng.random() < 0.04 else "tôi đồng ý",
}
"""what is said to each question; to all others one of the choices is picked"""
