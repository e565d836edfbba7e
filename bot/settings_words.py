"""What is said of settings that are wrong, in both languages: their name, and what to do."""

from __future__ import annotations


class Vietnamese:
    def unknown(self, name: str, near: str | None) -> str:
        meant = f"có phải ý bạn là {near}?" if near else "hãy bỏ nó đi."
        return f"{name}: không có thiết lập này; {meant}"

    def wrong(self, name: str, form: str) -> str:
        return f"{name}: giá trị không hợp lệ; hãy đặt theo dạng: {form}"

    def missing(self, name: str, because: str) -> str:
        return f"{name}: còn thiếu; hãy đặt giá trị, hoặc bỏ {because} (đang cần nó)."


class English:
    def unknown(self, name: str, near: str | None) -> str:
        meant = f"did you mean {near}?" if near else "take it away."
        return f"{name}: there is no such setting; {meant}"

    def wrong(self, name: str, form: str) -> str:
        return f"{name}: the value is not valid; give it the form: {form}"

    def missing(self, name: str, because: str) -> str:
        return f"{name}: missing; set it, or take away {because}, which needs it."
