"""Reading Rasa's NLU YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlu.datafiles import DataFault, fingerprint, read_background, read_file, read_folder
from nlu.understand import DATA

if TYPE_CHECKING:
    from pathlib import Path

MANY = """version: "3.1"
nlu:
  - intent: cost
    examples: |
      - có mất phí không
      - giá [50k](money) phải không

      - ở [Cà Mau]{"entity": "city", "role": "from"} thì sao
  - synonym: id.vn
    examples: |
      - idvn
  - intent: greet
    examples:
      - text: |
          xin chào
        metadata: {sentiment: neutral}
      - chào ad
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "nlu.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_one_file_with_many_intents(tmp_path: Path) -> None:
    """Sentences come with intent and line, entity marks taken off, other sections passed over."""
    examples = read_file(write(tmp_path, MANY))
    assert [(e.intent, e.text, e.line) for e in examples] == [
        ("cost", "có mất phí không", 5),
        ("cost", "giá 50k phải không", 6),
        ("cost", "ở Cà Mau thì sao", 8),
        ("greet", "xin chào", 14),
        ("greet", "chào ad", 17),
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("version: '3.1'\n", 1, "no list"),
        ("nlu:\n  - intent: a\n    examples: |\n      - b\n      c\n", 5, "must begin"),
        ("nlu:\n  - intent: a\n", 2, "without examples"),
        ("nlu: [\n", 2, "not YAML"),
        ("", 1, "no list"),
    ],
)
def test_faults_name_the_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    """A file that cannot be used says where and why."""
    with pytest.raises(DataFault, match=reason) as fault:
        read_file(write(tmp_path, text))
    assert fault.value.line == line


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Another encoding is a fault with a place, not a crash."""
    file = tmp_path / "nlu.yml"
    file.write_bytes("nlu: miễn phí".encode("utf-16"))
    with pytest.raises(DataFault):
        read_file(file)


def test_folder_knows_languages(tmp_path: Path) -> None:
    """A file an intent, in a folder a language."""
    for language, text in (("vi", "chào"), ("en", "hello")):
        folder = tmp_path / language / "intents"
        folder.mkdir(parents=True)
        (folder / "greet.yaml").write_text(f"nlu:\n- intent: greet\n  examples: |\n    - {text}\n", encoding="utf-8")
    assert [(e.text, e.language) for e in read_folder(tmp_path)] == [("chào", "vi"), ("hello", "en")]


def test_own_data_is_readable() -> None:
    """Every file of the bot's own data reads; background sentences have no intent."""
    assert read_folder(DATA)
    background = read_background(DATA / "background.yaml")
    assert len(background) >= 200
    assert {example.intent for example in background} == {""}


def test_fingerprint_follows_content(tmp_path: Path) -> None:
    """The hash changes with a byte of a file and with the version of the code, not with the order of files."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    mark = fingerprint([first, second], "v1")
    assert fingerprint([second, first], "v1") == mark
    assert fingerprint([first, second], "v2") != mark
    second.write_text("3")
    assert fingerprint([first, second], "v1") != mark
