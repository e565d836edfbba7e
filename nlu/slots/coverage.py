"""How much of a text its slots explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_FILLERS = word_set(
    "da a m ak ah oi em e minh mik mk toi tui to con chau co chu bac anh chi ban ad admin bot shop sinh ngay la do "
    "thi nha nhe ne nhen nghen hen ha nhi day nay kia thang nam sn cua va o tai ma thoi roi r luon vang ok oke i "
    "am is my the it s in on at was born so chac de cho voi oh uh um u hihi hehe haha kkk xin thua chao hi hello "
    "alo gium giup dum ac iem thua ten mien muon lay dat chon cai nham lon khong phai sai sua lai dung chu y tuoi"
)
_OF_SLOT = {
    "founded_on": word_set(
        "thanh lap cap giay phep dang ky lan dau mo tu cong ty quan duoc moi hoat dong khai truong vao hoi chung nhan"
    ),
    "licence_number": word_set(
        "mst ma thue doanh nghiep giay phep gpkd hkd ho kinh sdt dien thoai dang ky number tax cccd cmnd can cuoc so"
    ),
    "commune": word_set(
        "xa phuong thi tran huyen p x h tt tp thanh pho tx ap khom tinh que song dia chi ben nha thuoc cu moi"
    ),
    "province": word_set("tinh que tp thanh pho nguoi song tinh"),
    "birth_date": word_set("sinh vao duong lich theo cccd tuoi nay tron"),
    "subject": word_set("mo lam ca the kinh doanh ho dang"),
    "person_name": word_set("ho ten goi day du name is"),
}


def covered_share(text: Text, spans: list[Span], slots: tuple[str, ...]) -> float:
    """Share of the words, small polite ones and the slots' own cue words aside, that lie in a span."""
    if not spans:
        return 0.0
    extra = frozenset().union(*(_OF_SLOT.get(slot, frozenset()) for slot in slots))
    told = explained = 0
    for word in text.words:
        inside = any(start <= word.start and word.end <= end for start, end in spans)
        if not inside and (word.text in _FILLERS or word.text in extra):
            continue
        told += 1
        explained += inside
    return explained / told if told else 1.0
