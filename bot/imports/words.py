"""What is said of the rows of a list."""

from __future__ import annotations

from typing import Final

STATUS: Final = {
    "vi": {
        "matched": "Khớp với liên kết của trợ lý",
        "unmatched": "Ghi nhận, không qua trợ lý",
        "earlier": "Ghi nhận, đã đăng ký trước khi trợ lý đưa liên kết",
        "known": "Đã có từ lần nhập trước",
        "foreign": "Ngoài chương trình, không nhập",
        "repeated": "Lặp lại trong tệp",
        "bad": "Lỗi, không nhập",
        "new": "Mới",
    },
    "en": {
        "matched": "Belongs to a link of the assistant",
        "unmatched": "Counted, did not come by the assistant",
        "earlier": "Counted, was registered before the assistant gave a link",
        "known": "Known from an earlier list",
        "foreign": "Not of this programme, left out",
        "repeated": "Twice in the file",
        "bad": "Wrong, left out",
        "new": "New",
    },
}

ROWS: Final = {
    "vi": {
        "line": "Dòng",
        "value": "Giá trị",
        "status": "Kết quả",
        "reason": "Lý do",
        "no_name": "Thiếu tên miền.",
        "bad_name": "Tên miền viết chưa đúng.",
        "sub_name": "Đây là tên con (có thêm dấu chấm phía trước), không phải tên đã đăng ký.",
        "other_suffix": "Không phải tên .id.vn hoặc .biz.vn.",
        "other_programme": "Cột chương trình và đuôi tên miền không khớp nhau.",
        "other_province": "Thuộc tỉnh, thành phố khác.",
        "repeated": "Đã có ở dòng {about}.",
        "no_number": "Thiếu mã số.",
        "lost_digits": "Excel đã làm mất chữ số (dạng 2,1E+09). Hãy đặt cột là Văn bản rồi nhập lại số.",
        "bad_digit": "Số kiểm tra không đúng: có thể gõ nhầm một chữ số.",
        "bad_number": "Không có dạng mã số doanh nghiệp, mã số thuế hoặc số đăng ký hộ kinh doanh.",
        "bad_day": "Không đọc được ngày nên để trống; hãy viết ngày/tháng/năm.",
        "far_day": "Ngày ở tương lai hoặc quá xa nên để trống.",
        "commune": "Không thấy xã, phường này trong tỉnh nên để trống.",
        "mended": "Đã thêm lại số 0 ở đầu mà Excel bỏ mất.",
    },
    "en": {
        "line": "Row",
        "value": "Value",
        "status": "Outcome",
        "reason": "Reason",
        "no_name": "The name is missing.",
        "bad_name": "The name is not written as names are.",
        "sub_name": "This is a name below a registered one.",
        "other_suffix": "Not a name in .id.vn or .biz.vn.",
        "other_programme": "The programme's column and the name's ending differ.",
        "other_province": "Belongs to another province.",
        "repeated": "Row {about} has it already.",
        "no_number": "The number is missing.",
        "lost_digits": "Excel has lost digits (2.1E+09). Make the column Text and type the number again.",
        "bad_digit": "The check digit is wrong: perhaps a slip in one digit.",
        "bad_number": "Not the form of a number of an enterprise, a taxpayer or a household business.",
        "bad_day": "The day cannot be read and was left open; write day/month/year.",
        "far_day": "The day is in the future or too long ago and was left open.",
        "commune": "There is no such commune in the province; it was left open.",
        "mended": "Zeros that Excel took from the front were put back.",
    },
}

FIELDS: Final = {
    "vi": {
        "domain": "Tên miền",
        "programme": "Chương trình",
        "registered_on": "Ngày đăng ký",
        "registrar": "Nhà đăng ký",
        "commune": "Xã, phường",
        "province": "Tỉnh, thành phố",
        "number": "Mã số",
        "kind": "Loại hình",
    },
    "en": {
        "domain": "Name",
        "programme": "Programme",
        "registered_on": "Day of registration",
        "registrar": "Registrar",
        "commune": "Commune",
        "province": "Province",
        "number": "Number",
        "kind": "Kind",
    },
}
"""what a column was taken for"""
