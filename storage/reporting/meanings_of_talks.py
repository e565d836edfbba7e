"""The meaning of the figures about conversations, breakdowns and targets."""

from __future__ import annotations

from storage.reporting.types import Definition

ALL = (
    Definition(
        "left",
        "Dừng lại ở câu hỏi",
        "Số cuộc trò chuyện im lặng 24 giờ khi còn một câu hỏi chưa trả lời, xếp theo câu hỏi đó và ngày nhắn cuối. "
        "Số của ngày cuối kỳ đầy đủ sau hai ngày.",
        "cuộc trò chuyện",
        "Stopped at a question",
        "Conversations silent for 24 hours at an open question, by that question and the day of the last message.",
    ),
    Definition(
        "hours",
        "Giờ trong ngày",
        "Lượt người dân nhắn hoặc bấm nút theo giờ Việt Nam; việc tự động không tính.",
        "lượt",
        "Hours of the day",
        "Messages and taps by the hour in Viet Nam, without what happens by itself.",
    ),
    Definition(
        "days",
        "Diễn biến theo ngày",
        "Lượt tương tác, cuộc trò chuyện và đường dẫn đã gửi của từng ngày (giờ Việt Nam).",
        "",
        "Day by day",
        "Interactions, conversations and links of each day in Viet Nam.",
    ),
    Definition(
        "channels",
        "Theo kênh",
        "Số liệu của từng kênh: Zalo OA, Zalo Bot, Telegram, trang web.",
        "",
        "By channel",
        "The figures of each channel.",
    ),
    Definition(
        "programmes",
        "Theo chương trình",
        "Số liệu theo chương trình mà người dân đang làm lúc nhắn: id.vn, biz.vn, hoặc chưa chọn.",
        "",
        "By programme",
        "By the programme under way at the time of the message.",
    ),
    Definition(
        "communes",
        "Theo xã, phường",
        "Số liệu theo xã, phường mà người dân nêu; không bắt buộc nêu, nên phần lớn nằm ở dòng Không rõ. Trong tài "
        "liệu gửi ra ngoài, số từ 1 đến 4 được ẩn, cùng một số khác khi cần để không suy ra được; tổng vẫn đúng.",
        "",
        "By commune",
        "By the commune that people name, which nobody must. In what leaves the house numbers from 1 to 4 are hidden, "
        "and others where they would give them away; totals stay.",
    ),
    Definition(
        "sources",
        "Theo nguồn",
        "Nguồn là mã trong đường dẫn hoặc mã QR đã đưa người dân đến. Lần đầu: mã đầu tiên được biết; gần nhất: mã mới "
        "nhất. Số từ 1 đến 4 được ẩn trong tài liệu gửi ra ngoài.",
        "",
        "By source",
        "The code in the link or QR code that brought people here: the first one known, and the newest one.",
    ),
    Definition(
        "intents",
        "Câu hỏi theo nội dung",
        "Số lượt người dân hỏi từng nội dung, và số lượt đã được trả lời.",
        "lượt",
        "Questions by subject",
        "How often each subject was asked about, and how often it was answered.",
    ),
    Definition(
        "unanswered",
        "Câu chưa trả lời được",
        "Số tin nhắn mà trợ lý không hiểu.",
        "lượt",
        "Not understood",
        "Messages that the assistant did not understand.",
    ),
    Definition(
        "ratings",
        "Điểm đánh giá",
        "Số lượt chấm từ 1 đến 5 điểm và điểm trung bình.",
        "điểm",
        "Ratings",
        "Marks from 1 to 5 and their mean.",
    ),
    Definition(
        "remarks",
        "Ý kiến góp ý",
        "Số lượt người dân góp ý hoặc phản ánh.",
        "lượt",
        "Remarks",
        "Times people gave a remark.",
    ),
    Definition(
        "reminders",
        "Lời nhắc đã gửi",
        "Số lời nhắc gửi cho người đã đồng ý được nhắc; mỗi người nhiều nhất một lời.",
        "lượt",
        "Reminders sent",
        "Reminders to people who agreed to one; one each at most.",
    ),
    Definition(
        "registered_after_reminder",
        "Báo đã đăng ký khi được nhắc",
        "Số lượt tự báo đã đăng ký khi trả lời lời nhắc.",
        "lượt",
        "Registered, said at the reminder",
        "Times people said so in answer to the reminder.",
    ),
    Definition(
        "asked_for_person",
        "Xin gặp cán bộ",
        "Số lượt người dân muốn gặp người hỗ trợ.",
        "lượt",
        "Asked for a person",
        "Times people wanted a member of staff.",
    ),
    Definition(
        "messages_left",
        "Lời nhắn để lại",
        "Số lời nhắn để lại cho cán bộ.",
        "lượt",
        "Messages left",
        "Messages left for the staff.",
    ),
    Definition(
        "response_ms",
        "Thời gian trả lời",
        "Từ lúc hệ thống nhận tin đến lúc có câu trả lời, làm tròn hai chữ số có nghĩa: một nửa số lượt (p50) và 95% "
        "số lượt (p95) nhanh bằng hoặc hơn số này.",
        "mili giây",
        "Time to answer",
        "From receipt to the answer, rounded to two figures: half of all (p50) and 95 % (p95) took no longer.",
    ),
    Definition(
        "gaps",
        "Thời gian ngừng hoạt động",
        "Những lúc hệ thống không chạy từ hai giờ trở lên, tính từ dấu hiệu hoạt động cuối cùng; tin nhắn gửi trong "
        "lúc đó có thể không đến được.",
        "",
        "Times away",
        "When nothing ran for two hours or more, from the last sign of life; what was written then may not have come.",
    ),
    Definition(
        "targets",
        "Chỉ tiêu",
        "Đã đạt: số chính thức cán bộ nhập từ nguồn có ghi tên và ngày; chưa có thì lấy số tên miền được xác nhận từ "
        "đầu chương trình đến hết kỳ. Hai số không cộng với nhau. Tính cho toàn tỉnh.",
        "tên miền",
        "Targets",
        "Reached: the official total that staff typed in with its source and day, else names confirmed since the "
        "programme began. Never their sum. For the whole province.",
    ),
    Definition(
        "per_week",
        "Cần thêm mỗi tuần",
        "Số tên miền còn thiếu chia cho số tuần còn lại đến hết chương trình, kể cả hôm nay.",
        "tên miền/tuần",
        "Needed a week",
        "What is missing, by the weeks left until the programme's last day.",
    ),
)
