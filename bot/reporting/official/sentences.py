"""The narrative of the report, written from the figures in official Vietnamese. `Fill` marks what a person must add.

Every sentence reads well with zero and with numbers that cannot be counted. The levels of registration (says,
visible, confirmed) and the official totals are told side by side and never added up.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from bot.reporting import words
from bot.reporting.official.ink import Fill
from bot.reporting.official.numbers import compared, decimal, share, short, time_spent, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reporting.official.ink import Pieces
    from storage.periods import Period
    from storage.reporting.types import Report, Target, Totals

TOP_SOURCES, TOP_STOPS = 5, 3
REFUSING = ("too_young", "too_old", "not_citizen", "no_certificate", "unclear")
"""results after which a person does not get the link"""

CHANNELS = {"web": "trang web"}
"""names inside a sentence, where they differ"""

NOT_KNOWN = "không tính được cho kỳ này"


def during(period: Period) -> str:
    """ "trong quý IV năm 2026"; any days already begin with "từ ngày"."""
    return period.name if period.kind == "days" else f"trong {period.name}"


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def listed(texts: Sequence[str]) -> str:
    """ "a, b và c"."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} và {texts[-1]}" if texts else ""


def steering(report: Report, *, agency: str, plan: str) -> Iterable[Pieces | str]:
    """I. Công tác chỉ đạo, triển khai."""
    used = [CHANNELS.get(line.code, line.name) for line in report.channels if line.code and line.interactions]
    at = capital(during(report.period))
    if used:
        yield (
            f"{at}, {agency} tổ chức thực hiện {plan}; duy trì trợ lý trực tuyến Chào .vn trên {listed(used)} để giải "
            "đáp thắc mắc, kiểm tra điều kiện và hướng dẫn công dân, hộ kinh doanh, doanh nghiệp đăng ký tên miền "
            "id.vn, biz.vn."
        )
    else:
        yield f"{at}, {agency} tổ chức thực hiện {plan}."
    yield Fill(
        "Đơn vị bổ sung: văn bản chỉ đạo, hướng dẫn đã ban hành; hội nghị, tập huấn đã tổ chức; việc phối hợp với "
        "các sở, ngành, Ủy ban nhân dân xã, phường, cơ sở giáo dục"
    )


def outreach(report: Report) -> Iterable[Pieces | str]:
    """II.1. Truyền thông."""
    totals, at = report.totals, capital(during(report.period))
    if totals.interactions == 0:
        yield f"{at}, chưa phát sinh lượt tương tác nào qua trợ lý trực tuyến."
    else:
        people = (
            f"số người {NOT_KNOWN}"
            if totals.people is None
            else f"{whole(totals.people)} người, trong đó {whole(totals.new_people)} người mới"
        )
        yield f"{at}, trợ lý trực tuyến ghi nhận {whole(totals.interactions)} lượt tương tác ({people})."
    known = [line for line in report.last_sources if line.code and line.interactions]
    top = sorted(known, key=lambda line: (-(line.interactions or 0), line.name))[:TOP_SOURCES]
    if top:
        told = "; ".join(f"{line.name or line.code} ({whole(line.interactions)} lượt)" for line in top)
        yield f"Nguồn có nhiều lượt tương tác nhất (theo mã trong đường dẫn, mã QR): {told}."
    yield Fill(
        "Đơn vị bổ sung: số doanh nghiệp, hộ kinh doanh, cơ sở giáo dục, thanh niên từ 18 đến 23 tuổi đã được "
        "truyền thông; số hội nghị, tin, bài, ấn phẩm"
    )


def registrations(report: Report) -> Iterable[Pieces | str]:
    """II.2. Đăng ký tên miền."""
    last = report.period.last
    for name, target in report.targets.items():
        yield f"- Tên miền {words.PROGRAMMES[name]}: {_progress(target)}."
    yield (
        f"{capital(during(report.period))}, {_in_period(report.totals)}. Kết quả lũy kế đến hết ngày {short(last)} thể "
        "hiện tại Bảng 1."
    )


def _in_period(totals: Totals) -> str:
    if not any((totals.confirmed, totals.visible, totals.website, totals.says_registered)):
        return "chưa ghi nhận tên miền mới nào, kể cả được xác nhận, hoạt động trên mạng hay do người dân tự báo"
    return (
        f"danh sách của VNNIC và nhà đăng ký xác nhận {whole(totals.confirmed)} tên miền mới; trong số tên miền được "
        f"hỏi qua trợ lý, {whole(totals.visible)} tên bắt đầu hoạt động trên mạng và {whole(totals.website)} tên "
        f"bắt đầu có trang web; người dân tự báo đã đăng ký {whole(totals.says_registered)} lượt"
    )


def _progress(target: Target) -> str:
    goal = f"chỉ tiêu {whole(target.goal)} tên miền"
    if target.official is None:
        return (
            f"chưa có số liệu chính thức; danh sách của VNNIC và nhà đăng ký đã nhập vào hệ thống xác nhận "
            f"{whole(target.confirmed)} tên miền, bằng {share(target.confirmed, target.goal)} so với {goal}"
        )
    typed = target.official
    return (
        f"theo số liệu chính thức tính đến ngày {short(typed.as_of)} (nguồn: {typed.origin}), toàn tỉnh có "
        f"{whole(typed.number)} tên miền, đạt {share(typed.number, target.goal)} so với {goal}"
    )


def assistant(report: Report) -> Iterable[Pieces | str]:
    """II.3. Hỗ trợ qua kênh Chatbot."""
    totals, before = report.totals, report.before
    if totals.interactions == totals.handed_over == totals.opened_link == 0:
        yield "Trợ lý trực tuyến chưa tiếp nhận cuộc trò chuyện nào trong kỳ."
        return
    name = "" if report.before_period is None else report.before_period.name
    talks = compared(totals.conversations, None if before is None else before.conversations, name)
    handed = compared(totals.handed_over, None if before is None else before.handed_over, name)
    yield (
        f"Trợ lý trực tuyến tiếp nhận {whole(totals.conversations)} cuộc trò chuyện ({talks}); gửi "
        f"{whole(totals.handed_over)} đường dẫn đến trang đăng ký ({handed}); người dân đã mở "
        f"{whole(totals.opened_link)} đường dẫn."
    )
    yield f"{'. '.join(_understood(report))}."
    yield (
        f"Trợ lý gửi {whole(report.reminders_sent)} lời nhắc cho người đã đồng ý nhận, "
        f"{whole(report.registered_after_reminder)} lượt trả lời lời nhắc cho biết đã đăng ký; chuyển "
        f"{whole(report.asked_for_person)} lượt đề nghị gặp cán bộ, tiếp nhận {whole(report.messages_left)} lời nhắn."
    )


def _understood(report: Report) -> Iterable[str]:
    heard, answered = sum(a.heard for a in report.intents), sum(a.answered for a in report.intents)
    if heard:
        yield f"Người dân nêu {whole(heard)} lượt nội dung, {whole(answered)} lượt đã được trả lời"
    yield f"Có {whole(report.unanswered)} tin nhắn trợ lý chưa hiểu"
    if report.response_p50_ms is not None:
        quick, slow = time_spent(report.response_p50_ms), time_spent(report.response_p95_ms)
        yield f"Một nửa số lượt được xử lý trong {quick}, 95% số lượt trong {slow}"


def feedback(report: Report) -> Iterable[Pieces | str]:
    """II.4. Phản hồi."""
    marks = report.ratings
    remarks = f"Tiếp nhận {whole(marks.remarks)} lượt góp ý" if marks.remarks else "Chưa có lượt góp ý nào"
    if marks.mean is None:
        yield f"Chưa có lượt đánh giá nào. {remarks}."
    else:
        good = sum(marks.counts[3:])
        yield (
            f"Có {whole(marks.given)} lượt đánh giá, điểm trung bình {decimal(marks.mean)}/5; {whole(good)} lượt "
            f"({share(good, marks.given)}) chấm 4 hoặc 5 điểm. {remarks}."
        )
    yield Fill("Đơn vị bổ sung: nội dung góp ý chính của người dân, hộ kinh doanh, doanh nghiệp và việc xử lý")


def achieved(report: Report) -> Iterable[Pieces | str]:
    """III.1. Kết quả đạt được."""
    by = [
        f"{share(_told(target), target.goal)} chỉ tiêu tên miền {words.PROGRAMMES[name]}"
        for name, target in report.targets.items()
    ]
    of = {name: "số chính thức" if t.official else "số được xác nhận" for name, t in report.targets.items()}
    bases = "; ".join(f"{words.PROGRAMMES[name]} tính theo {basis}" for name, basis in of.items())
    yield f"Lũy kế đến hết ngày {short(report.period.last)}, đạt {listed(by)} ({bases})."
    yield Fill("Đơn vị bổ sung: đánh giá mặt được, cách làm hay, đơn vị làm tốt")


def _told(target: Target) -> int:
    return target.confirmed if target.official is None else target.official.number


def difficulties(report: Report) -> Iterable[Pieces | str]:
    """III.2. Khó khăn, vướng mắc và nguyên nhân."""
    missing = [
        f"{whole(lack)} tên miền {words.PROGRAMMES[name]}"
        for name, target in report.targets.items()
        if (lack := target.goal - _told(target)) > 0
    ]
    if missing:
        yield f"- So với chỉ tiêu còn thiếu {listed(missing)}."
    refused = sorted(
        ((report.verdicts.get(name, 0), words.VERDICTS[name]) for name in REFUSING), key=lambda one: -one[0]
    )
    told = [f"{text[:1].lower() + text[1:]} ({whole(number)} lượt)" for number, text in refused if number]
    if told:
        yield f"- Lý do chưa được hưởng chính sách qua kiểm tra trên trợ lý: {'; '.join(told)}."
    stops = [
        f"{words.stopped_at(one.node, one.programme)}: {whole(one.conversations)} cuộc trò chuyện"
        for one in report.left[:TOP_STOPS]
    ]
    if stops:
        yield f"- Người dân dừng lại nhiều nhất ở câu hỏi về {'; '.join(stops)}."
    if report.unanswered:
        yield f"- Còn {whole(report.unanswered)} tin nhắn trợ lý chưa hiểu, cần bổ sung nội dung trả lời."
    yield Fill("Đơn vị bổ sung: khó khăn, vướng mắc khác và nguyên nhân")


def tasks(report: Report, *, until: str | None) -> Iterable[Pieces | str]:
    """IV. Nhiệm vụ, giải pháp kỳ tới."""
    needed = [
        f"{whole(ceil(target.per_week))} tên miền {words.PROGRAMMES[name]}"
        for name, target in report.targets.items()
        if target.per_week
    ]
    if needed and until:
        yield f"- Phấn đấu bình quân mỗi tuần có thêm {listed(needed)} để đạt chỉ tiêu đến hết ngày {until}."
    silent = sum(line.interactions == 0 for line in report.communes if line.code)
    if silent:
        yield (
            f"- Phối hợp Ủy ban nhân dân xã, phường và tổ công nghệ số cộng đồng đẩy mạnh truyền thông, trước hết tại "
            f"{whole(silent)} xã, phường chưa ghi nhận lượt tương tác nào trong kỳ (Phụ lục I)."
        )
    yield "- Tiếp tục duy trì trợ lý trực tuyến; cập nhật nội dung trả lời theo câu hỏi của người dân."
    yield Fill("Đơn vị bổ sung: nhiệm vụ, giải pháp khác, đơn vị thực hiện và thời hạn")


def proposals(addressees: Sequence[str]) -> Iterable[Pieces | str]:
    """V. Kiến nghị, đề xuất."""
    for number, body in enumerate(addressees, 1):
        yield (f"{number}. Đối với {body}: ", Fill("Đơn vị bổ sung kiến nghị, hoặc ghi “Không”"), ".")


def closing(report: Report, *, agency: str, addressees: Sequence[str]) -> str:
    """The last sentence, with the sign that ends an official text."""
    to = f" Kính gửi {listed(addressees)} xem xét, chỉ đạo." if addressees else ""
    end = f"Trên đây là báo cáo kết quả {report.period.name} của {agency}.{to}"
    return f"{end.removesuffix('.')}./."
