"""Why a file cannot be read at all, in words for the person who has it."""

from __future__ import annotations

from typing import Final, Literal

Lang = Literal["vi", "en"]


class FileError(Exception):
    """A file that cannot be used. `key` is one of `SAYS`; `words(lang)` says what to do."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def words(self, lang: Lang) -> str:
        return SAYS[lang][self.key].format(**self.values)


SAYS: Final = {
    "vi": {
        "empty": "Tệp trống.",
        "large": "Tệp quá lớn: nhiều nhất {most} MB. Hãy chia thành nhiều tệp.",
        "rows": "Bảng quá lớn: nhiều nhất {rows} dòng và {columns} cột. Hãy xoá dòng, cột trống ở cuối hoặc chia tệp.",
        "bomb": "Tệp Excel này bung ra quá lớn nên không được mở. Hãy lưu lại bảng thành tệp CSV.",
        "broken": "Không mở được tệp. Hãy mở bằng Excel rồi lưu lại thành .xlsx hoặc .csv (UTF-8).",
        "old": "Đây là tệp Excel đời cũ (.xls). Hãy lưu lại thành .xlsx.",
        "locked": "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        "letters": "Không đọc được chữ trong tệp. Hãy lưu lại thành CSV UTF-8.",
        "columns": "Không thấy cột {missing}. Hãy đặt tên cột là {names}. Dòng tiêu đề đọc được: {found}.",
        "none": "Trong tệp không có dòng nào dùng được.",
    },
    "en": {
        "empty": "The file is empty.",
        "large": "The file is too large: {most} MB at most. Divide it into several.",
        "rows": "The table is too large: {rows} rows and {columns} columns at most. Delete empty ones or divide it.",
        "bomb": "This Excel file unpacks to far too much and was not opened. Save the table as CSV.",
        "broken": "The file cannot be opened. Open it in Excel and save it as .xlsx or .csv (UTF-8).",
        "old": "This is an old Excel file (.xls). Save it as .xlsx.",
        "locked": "The file has a password. Take it off and send it again.",
        "letters": "The letters of the file cannot be read. Save it as CSV UTF-8.",
        "columns": "There is no column for {missing}. Name it {names}. Headings found: {found}.",
        "none": "No row of the file can be used.",
    },
}
