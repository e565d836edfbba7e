"""The parts of the DOCX stand in the order of the schema: LibreOffice forgives another, Word wants to repair it."""

from __future__ import annotations

import io

import pytest

from bot.reporting import files
from bot.reporting.letterhead import letterhead
from tests.reporting import sample
from tests.reporting.docx_reading import Document, W

# ISO/IEC 29500-1, Annex A: the sequences of CT_PPr, CT_RPr, CT_TblPr, CT_TcPr and CT_SectPr, as far as they are used.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
}


@pytest.fixture(scope="module", params=["full", "empty"])
def made(request: pytest.FixtureRequest) -> Document:
    report = {"full": sample.full, "empty": sample.empty}[request.param]()
    out = io.BytesIO()
    files.write_report(report, "docx", out, version="1", letterhead=letterhead(sample.province()))
    return Document(out.getvalue())


@pytest.mark.parametrize("name", ORDER)
def test_properties_stand_in_the_order_of_the_schema(made: Document, name: str) -> None:
    """None is unknown, twice, or before one that it must follow."""
    order = ORDER[name].split()
    seen = 0
    for part in ("document", "styles", *(f"header{n}" for n in range(1, 4) if f"word/header{n}.xml" in made.files)):
        for element in made.part(part).iter(f"{W}{name}"):
            places = [order.index(child.tag.removeprefix(W)) for child in element if child.tag.startswith(W)]
            assert places == sorted(places), [child.tag.removeprefix(W) for child in element]
            single = [p for p in places if order[p] not in ("headerReference", "footerReference")]
            assert len(single) == len(set(single))
            seen += 1
    assert seen


def test_every_cell_ends_with_a_paragraph(made: Document) -> None:
    """A cell without one is a damaged file for Word; so is a table right before the end of the text."""
    for cell in made.body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    tables = [n for n, child in enumerate(made.body) if child.tag == f"{W}tbl"]
    assert not [n for n in tables if made.body[n + 1].tag == f"{W}tbl"], "two tables that touch become one"


def test_pictures_are_there_and_described(made: Document) -> None:
    """Every picture that is named is in the file, is a PNG and has words for those who do not see it."""
    drawn = [e for e in made.body.iter() if e.tag.endswith("}docPr")]
    assert len({e.get("id") for e in drawn}) == len(drawn)
    assert all((e.get("descr") or "").startswith("Hình") for e in drawn)
    pictures = [content for name, content in made.files.items() if name.startswith("word/media/")]
    assert len(pictures) == len(drawn)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
