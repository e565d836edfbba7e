"""What a short message says of the talk itself: not knowing what the question means, asking why, changing over.

Each holds only where every word of the message belongs to it, so that a question about something else is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_SMALL = word_set(
    "da a ak ah ha em e minh mik mk toi tui to con chau co chu bac anh chi ban ad admin shop bot oi nha nhe ne nghen "
    "hen the thi ma la vay do day nay kia ay cung nua lam qua luon het that su chu chac de cho hoi giup voi roi ua u o "
    "uh um ca i the is am me"
)
_NOT = r"(?:khong|ko|k|kh|kg|khg|hong|hok|hk|hem|hum|khum|chua|chang|dau(?: co)?|cha|don'?t|do not|not)"
_IGNORANT = re.compile(
    rf"(?<![a-z]){_NOT} (?:co )?(?:biet|ro|ranh|nho|chac|know|sure)(?![a-z])"
    r"|(?<![a-z])(?:quen|mu tit|mu mo|no idea)(?![a-z])"
)
_KNOWING = word_set(
    "khong ko k kh kg khg hong hok hk hem hum khum chua chang dau co cha don dont t do not biet ro ranh hieu nho chac "
    "know sure understand quen mu tit mo no idea what which kind type one"
)
_WHICH = word_set("gi nao sao dau may chon cai thuoc hinh thuc muc nghia giai thich noi ro kieu")
_ASKS = re.compile(r"(?<![a-z])(?:gi|nao|what|which)(?![a-z])")
_OF_QUESTION = {
    "subject": word_set("loai hinh dien doi tuong nhom ho kinh doanh cong ty ca nhan hay"),
    "certificate": word_set("giay phep to kinh doanh dang ky chung nhan hkd dkkd gpkd phai xin cap paper certificate"),
    "citizen": word_set("quoc tich cong dan"),
    "birth_date": word_set("ngay thang nam sinh tuoi chinh xac"),
    "founded_on": word_set("ngay thang nam cap thanh lap mo giay dang ky lan chinh xac"),
    "licence_number": word_set(
        "ma so thue giay phep mst gpkd dang ky kinh doanh doanh nghiep coi xem tim lay tren nam o"
    ),
}
_WHY = re.compile(r"(?<![a-z])(?:sao|tai sao|vi sao|ly do|why)(?![a-z])")
_REFUSED = re.compile(
    rf"(?<![a-z]){_NOT} (?:duoc|dc|dk|du (?:dieu kien|dk|tuoi)|dat|hop le|thuoc dien|eligible)(?![a-z])"
    r"|(?<![a-z])(?:tu choi|bi loai|bi rot|rot|bi tru)(?![a-z])"
)
_OF_REFUSAL = word_set(
    "sao tai vi ly do gi nao khong ko k kh kg hong hok hk chua du dieu kien dk tuoi dat hop le thuoc dien duoc dc tu "
    "choi bi loai rot lai la vay nhi ta noi ro giai thich why not eligible am i"
)
_CHANGES = re.compile(
    r"(?<![a-z])(?:quay (?:lai|ve)|tro lai|chuyen(?: qua| sang| lai| ve| thanh)?|doi (?:qua|sang|lai|thanh|y)|qua|sang"
    r"|lam|switch(?: back)?(?: to)?|go back to|instead)(?![a-z])(?: \w+){0,3}? \.?(?P<kind>id|biz)\.?\s?vn(?![a-z])"
)
_OF_CHANGE = word_set(
    "thoi quay lai ve tro chuyen qua sang doi thanh y lam dang ky dk lay xai dung ten mien cai ben id biz vn di bo "
    "switch back to go instead register want muon thich kia cu"
)
_PROGRAMMES = {"id": "id_vn", "biz": "biz_vn"}


def find_remark(text: Text, *, expect: str | None, programme: str | None) -> str | None:
    """An intent: dont_know (of the open question), check_eligibility (why was it refused?), register_id_vn or
    register_biz_vn (the other procedure than the one under way); None when the message says anything else."""
    if expect in _OF_QUESTION and _puzzled(text, expect):
        return "dont_know"
    if programme is None or "?" in text.folded[:-1]:
        return None
    if expect is None and _WHY.search(text.folded) and _only(text, _OF_REFUSAL) and _REFUSED.search(text.folded):
        return "check_eligibility"
    if "vn" in text.folded and _only(text, _OF_CHANGE) and (change := _CHANGES.search(text.folded)):
        wanted = _PROGRAMMES[change["kind"]]
        return f"register_{wanted}" if wanted != programme else None
    return None


def _puzzled(text: Text, expect: str) -> bool:
    """ "tui không biết loại nào", "giấy đó là giấy gì": it is not known what the question is about."""
    topic = _OF_QUESTION[expect]
    if not _only(text, _KNOWING | _WHICH | topic):
        return False
    return _IGNORANT.search(text.folded) is not None or (
        expect in {"subject", "certificate"} and text.says(topic) and _ASKS.search(text.folded) is not None
    )


def _only(text: Text, words: frozenset[str]) -> bool:
    return not text.digits and all(word in words or word in _SMALL for word in text.tokens)
