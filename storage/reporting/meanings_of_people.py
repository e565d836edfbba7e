"""The meaning of the figures about people, links and names."""

from __future__ import annotations

from storage.reporting.types import Definition

ALL = (
    Definition(
        "people",
        "Số người",
        "Số tài khoản khác nhau đã nhắn, bấm nút hoặc gửi tệp cho trợ lý trong kỳ. Mỗi quý đếm riêng: một người dùng "
        "trợ lý ở hai quý được tính ở mỗi quý một lần. Một người dùng cả Zalo và Telegram được tính là hai, vì hệ "
        "thống không nối các tài khoản với nhau. Trong bảng theo chương trình, theo xã, phường hoặc theo nguồn, một "
        "người có thể có mặt ở nhiều dòng.",
        "người",
        "People",
        "Different accounts that wrote, tapped or sent something in the period, counted within each calendar quarter: "
        "who came in two quarters counts in each. One person on two networks counts twice. In a breakdown a person "
        "may stand in several lines.",
    ),
    Definition(
        "new_people",
        "Người mới",
        "Người nhắn lần đầu tiên vào một ngày trong kỳ: trong quý chưa nhắn lần nào và hệ thống không còn giữ cuộc trò "
        "chuyện nào trước đó của người ấy.",
        "người",
        "New people",
        "People whose first message falls into the period: none earlier in the quarter, and no earlier talk is kept.",
    ),
    Definition(
        "returning_people",
        "Người quay lại",
        "Số người trừ số người mới: những người đã dùng trợ lý từ trước kỳ này và nay dùng tiếp.",
        "người",
        "Returning people",
        "People less new people: those who had been here before the period.",
    ),
    Definition(
        "conversations",
        "Cuộc trò chuyện",
        "Số lần có người bắt đầu trò chuyện: lần nhắn đầu tiên, hoặc nhắn lại sau ít nhất 12 giờ im lặng. Cuộc trò "
        "chuyện tính vào ngày bắt đầu.",
        "cuộc trò chuyện",
        "Conversations",
        "Times somebody began to talk: the first message, or one after at least 12 hours of silence; counted on the "
        "day it begins.",
    ),
    Definition(
        "interactions",
        "Lượt tương tác",
        "Số lần trợ lý xử lý một việc trong các cuộc trò chuyện: tin nhắn, nút bấm, tệp gửi đến, và cả việc tự động "
        "như lời nhắc hay kết quả tra tên miền. Mỗi lượt là một dòng trong nhật ký tương tác.",
        "lượt",
        "Interactions",
        "Times the assistant handled something in a conversation: messages, taps, files, and what happens by itself "
        "such as reminders. Each is one row of the log.",
    ),
    Definition(
        "handed_over",
        "Đường dẫn đã gửi",
        "Số đường dẫn đến trang đăng ký đã gửi cho người dân trong kỳ. Đường dẫn hết hạn gửi lại thì tính thêm một.",
        "đường dẫn",
        "Links handed over",
        "Links to the registration page handed over in the period; a fresh one after expiry counts anew.",
    ),
    Definition(
        "opened_link",
        "Đường dẫn được mở",
        "Số đường dẫn được người dân mở lần đầu trong kỳ. Máy tự động xem trước đường dẫn không được tính; mở nhiều "
        "lần vẫn tính một.",
        "đường dẫn",
        "Links opened",
        "Links first opened by a person in the period; robots do not count, nor do later openings.",
    ),
    Definition(
        "says_registered",
        "Tự báo đã đăng ký",
        "Số lần người dân cho biết đã đăng ký xong, mỗi đường dẫn tính một lần; người chưa nhận đường dẫn nào thì tính "
        "một lần trong quý. Đây là lời người dân tự báo, chưa được kiểm chứng.",
        "lượt",
        "Say they have registered",
        "Times people say that they have registered, once for each link, once a quarter for who had no link. Their "
        "own word, not verified.",
    ),
    Definition(
        "visible",
        "Tên miền đã hoạt động trên mạng",
        "Số tên miền từng hỏi qua trợ lý mà hệ thống tên miền (DNS) đã trả lời, tính vào ngày thấy lần đầu. Không cộng "
        "với số tự báo hay số đã xác nhận.",
        "tên miền",
        "Names visible in DNS",
        "Names asked for through the assistant that DNS knows, on the first such day. Never added to the other levels.",
    ),
    Definition(
        "website",
        "Tên miền có trang web",
        "Trong số tên miền đã hoạt động: số tên có trang web trả lời, tính vào ngày thấy lần đầu.",
        "tên miền",
        "Names with a website",
        "Visible names whose website answers, on the first such day.",
    ),
    Definition(
        "confirmed",
        "Tên miền được xác nhận",
        "Số tên miền có trong danh sách của VNNIC hoặc nhà đăng ký đã nhập vào hệ thống, tính theo ngày đăng ký ghi "
        "trong danh sách (không ghi thì theo ngày của danh sách). Gồm cả tên đăng ký không qua trợ lý; chỉ tên đã "
        "qua trợ lý mới biết kênh và nguồn.",
        "tên miền",
        "Names confirmed",
        "Names on imported lists of VNNIC or registrars by their day of registration (else the list's), those "
        "registered without the assistant too; channel and source are known only of those it handed over.",
    ),
    Definition(
        "funnel",
        "Các bước đến tên miền",
        "Mỗi người được xếp theo bước xa nhất đã tới trong kỳ; số ở mỗi bước là số người tới bước đó hoặc xa hơn, nên "
        "không bao giờ tăng từ bước trước sang bước sau.",
        "người",
        "Steps to a name",
        "Each person by the furthest step reached in the period; a step's number is who came so far or further, so it "
        "never grows.",
    ),
    Definition("funnel.asked", "Đã hỏi", "Người đã nhắn hoặc bấm nút trong kỳ.", "người", "Asked", "Wrote or tapped."),
    Definition(
        "funnel.consented",
        "Đã đồng ý",
        "Người đã đồng ý cho xử lý dữ liệu để được hướng dẫn đăng ký.",
        "người",
        "Consented",
        "Agreed to the use of their data.",
    ),
    Definition(
        "funnel.answered",
        "Đã trả lời đủ",
        "Người đã trả lời đủ các câu hỏi để có kết quả kiểm tra điều kiện.",
        "người",
        "Answered",
        "Answered what is needed for a result.",
    ),
    Definition(
        "funnel.eligible",
        "Được đăng ký tiếp",
        "Người có kết quả đủ điều kiện, hoặc sát ranh giới và cần nhà đăng ký xác nhận.",
        "người",
        "May go on",
        "Eligible, or a borderline case that the registrar decides.",
    ),
    Definition(
        "funnel.handed_over",
        "Đã nhận đường dẫn",
        "Người đã nhận đường dẫn đến trang đăng ký.",
        "người",
        "Got the link",
        "Got the link to the registration page.",
    ),
    Definition(
        "funnel.opened",
        "Đã mở đường dẫn",
        "Người đã mở đường dẫn được gửi (không tính máy tự động). Nếu cuộc trò chuyện đã được xóa thì không còn biết "
        "đường dẫn của ai, nên không tính được vào bước này.",
        "người",
        "Opened the link",
        "Opened their link (no robots). Once the conversation is deleted nobody can be counted here any more.",
    ),
    Definition(
        "funnel.says_registered",
        "Tự báo đã đăng ký",
        "Người cho biết đã đăng ký xong.",
        "người",
        "Say they have registered",
        "Say that they have registered.",
    ),
    Definition(
        "funnel.confirmed",
        "Được xác nhận",
        "Người có tên miền khớp với danh sách của VNNIC hoặc nhà đăng ký, tính vào ngày nhập danh sách. Nếu cuộc trò "
        "chuyện đã được xóa thì không còn biết tên miền của ai, nên không tính được vào bước này; tên miền vẫn được "
        "tính ở mục Tên miền được xác nhận.",
        "người",
        "Confirmed",
        "Their name is on an imported list, on the day of the import. Once the conversation is deleted the person can "
        "no longer be counted here, the name still counts among names confirmed.",
    ),
    Definition(
        "verdicts",
        "Kết quả kiểm tra điều kiện",
        "Số lần trợ lý đưa ra mỗi kết quả. Một người đổi câu trả lời thì có thể nhận nhiều kết quả.",
        "lượt",
        "Results of the check",
        "How often each result was given. Who changes an answer may get several.",
    ),
)
