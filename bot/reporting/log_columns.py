"""The columns of the log of interactions, in the order of `storage.reporting.log.COLUMNS`."""

from __future__ import annotations

from bot.reporting.tables import Column

LOG = (
    Column("day", "Ngày", "day", "Ngày của lượt tương tác, giờ Việt Nam."),
    Column("hour", "Giờ", "number", "Giờ trong ngày từ 0 đến 23, giờ Việt Nam; phút và giây không được lưu."),
    Column("channel", "Kênh", "text", "zalo_oa, zalo_bot, telegram hoặc web."),
    Column("province", "Tỉnh", "text", "Mã tỉnh của trợ lý."),
    Column(
        "commune",
        "Mã xã, phường",
        "text",
        "Mã của Cục Thống kê, khi người dân có nêu; trống khi không rõ hoặc khi xã, phường có quá ít lượt trong kỳ.",
    ),
    Column("lang", "Ngôn ngữ", "text", "Ngôn ngữ của cuộc trò chuyện: vi hoặc en."),
    Column(
        "kind", "Loại", "text", "Việc đã đến: tin nhắn (text), bấm nút (tap), bắt đầu (start), lời nhắc (elapsed) …"
    ),
    Column("intent", "Ý định", "text", "Mã nội dung mà trợ lý hiểu từ tin nhắn; trống khi không phải tin nhắn."),
    Column("band", "Mức chắc chắn", "text", "sure: chắc chắn; unsure: đã hỏi lại; lost: không hiểu."),
    Column("node", "Câu hỏi đang mở", "text", "Mã câu hỏi của trợ lý mà lượt này trả lời."),
    Column("outcome", "Kết quả", "text", "Mã việc chính mà lượt này mang lại; trống khi không có gì đặc biệt."),
    Column("programme", "Chương trình", "text", "id_vn hoặc biz_vn; trống khi chưa chọn."),
    Column("verdict", "Kết quả kiểm tra", "text", "Kết quả kiểm tra điều kiện đang có hiệu lực ở lượt này."),
    Column(
        "source",
        "Nguồn gần nhất",
        "text",
        "Mã trong đường dẫn hoặc mã QR mà người dân dùng gần nhất; trống khi mã có quá ít lượt trong kỳ.",
    ),
    Column(
        "first_source",
        "Nguồn đầu tiên",
        "text",
        "Mã trong đường dẫn hoặc mã QR đầu tiên được biết; trống khi mã có quá ít lượt trong kỳ.",
    ),
    Column("opens", "Mở đầu", "flag", "Đúng khi lượt này bắt đầu một cuộc trò chuyện."),
    Column(
        "answered", "Đã trả lời", "list", "Mã các nội dung được trả lời trong lượt này, cách nhau bằng dấu chấm phẩy."
    ),
    Column(
        "happened",
        "Việc đã xảy ra",
        "list",
        "Mã mọi việc lượt này mang lại (đồng ý, kết quả kiểm tra, gửi đường dẫn …), cách nhau bằng dấu chấm phẩy.",
    ),
    Column(
        "latency_ms",
        "Thời gian xử lý (mili giây)",
        "number",
        "Từ lúc nhận tin đến lúc có câu trả lời, chưa làm tròn.",
    ),
)
