"""Reading a DOCX from its parts, without the library that wrote it."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Document:
    """The parts of a DOCX as trees."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.part("document").find(f"{W}body") or ET.Element("none")

    def part(self, name: str) -> ET.Element:
        """A part of `word/`."""
        return ET.fromstring(self.files[f"word/{name}.xml"])

    def paragraphs(self) -> list[ET.Element]:
        """Every paragraph, those in tables too, in order."""
        return list(self.body.iter(f"{W}p"))

    def find(self, text: str) -> ET.Element:
        """The only paragraph that begins with a text."""
        found = [p for p in self.paragraphs() if text_of(p).startswith(text)]
        assert len(found) == 1, (text, len(found))
        return found[0]

    def tables(self) -> list[list[list[str]]]:
        """Tables as rows of texts."""
        return [
            [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
            for table in self.body.iter(f"{W}tbl")
        ]

    def sections(self) -> list[ET.Element]:
        """The properties of each section."""
        return list(self.body.iter(f"{W}sectPr"))


def text_of(element: ET.Element) -> str:
    """All text within."""
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def value(element: ET.Element, path: str, name: str = "val") -> str | None:
    """An attribute of the first element on a path ("pPr/jc"), None when there is none."""
    found = element.find("/".join(f"{W}{part}" for part in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def has(element: ET.Element, path: str) -> bool:
    """Whether there is an element on a path that is not switched off."""
    found = element.find("/".join(f"{W}{part}" for part in path.split("/")))
    return found is not None and found.get(f"{W}val") not in ("0", "false")


def runs(paragraph: ET.Element) -> list[ET.Element]:
    """The runs of a paragraph that have text."""
    return [run for run in paragraph.iter(f"{W}r") if text_of(run)]
