import pytest

from retrieval.errors import UnreadableFile
from retrieval.parsing.pandoc.running import run_pandoc

from ..office_making import zipped

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:r="{_R}"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def presentation(*slides: str, **further: str) -> bytes:
    """A presentation of slides, each given as its shapes, and further parts; what begins with "hidden" is hidden."""
    ids = "".join(f'<p:sldId id="{n}" r:id="s{n}"/>' for n in range(len(slides)))
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{_R}/slide" Target="slides/slide{n}.xml"/>' for n in range(len(slides))
    )
    files = {
        "ppt/presentation.xml": f"<p:presentation {_NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
    }
    for number, shapes in enumerate(slides):
        show = ' show="0"' if shapes.startswith("hidden") else ""
        files[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {_NAMES}{show}><p:cSld><p:spTree>{shapes.removeprefix('hidden')}</p:spTree></p:cSld></p:sld>"
        )
    files |= further
    return zipped(files)


def related(**targets: str) -> str:
    """The relationships of a slide: a target for each kind."""
    inside = "".join(f'<Relationship Id="{n}" Type="{_R}/{n}" Target="{target}"/>' for n, target in targets.items())
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'


def shape(*paragraphs: str, place: str = "") -> str:
    body = "".join(f"<a:p>{each if '<' in each else f'<a:r><a:t>{each}</a:t></a:r>'}</a:p>" for each in paragraphs)
    inside = f'<p:ph type="{place}"/>' if place else ""
    return f"<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{inside}</p:nvPr></p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"


def test_what_pandoc_writes_is_read_in_order(read, written) -> None:
    slides = b"# Ebb\n\n- falls^2^\n- rises\n\n::: notes\nBreathe.\n:::\n\n# Table\n\n|a|b|\n|-|-|\n|1|2|\n"
    source = b"% Tides\n% Ida\n\n" + slides
    content = read(run_pandoc(source, ["-s", "-f", "markdown", "-t", "pptx"], "Markdown"), "a.pptx")
    assert (content.title, content.author) == ("Tides", "Ida")
    assert written(content) == ["Ida", "• falls²\n• rises", "a | b\n1 | 2"]
    assert [block.heading for block in content.blocks] == [None, "Ebb", "Table"]
    assert [each.what for each in content.left_out] == ["1 page of speaker notes"]


def test_hidden_slides_are_left_out_and_the_title_heads_its_slide(read, written) -> None:
    slides = [
        shape("Read me", "First line") + shape("Moorings", place="title") + shape("3", place="sldNum"),
        "hidden" + shape("Secret prices"),
        shape("Knots", place="title") + shape("bowline", "hitch", place="body"),
    ]
    content = read(presentation(*slides), "a.pptx")
    assert written(content) == ["Read me", "First line", "• bowline\n• hitch"]
    assert [block.heading for block in content.blocks] == ["Moorings", "Moorings", "Knots"]
    assert [each.what for each in content.left_out] == ["1 hidden slide"]


def test_a_footer_stands_once_before_the_slides_and_comments_are_said(read, written) -> None:
    slides = [shape(title, place="title") + shape(title * 2) + shape("Rowing club", place="ftr") for title in "AB"]
    files = {
        "ppt/slides/_rels/slide1.xml.rels": related(comments="../c.xml"),
        "ppt/c.xml": f"<p:cmLst {_NAMES}><p:cm/><p:cm/></p:cmLst>",
    }
    content = read(presentation(*slides, **files), "a.pptx")
    assert written(content) == ["Rowing club", "AA", "BB"]
    assert [block.heading for block in content.blocks] == [None, "A", "B"]
    assert [each.what for each in content.left_out] == ["2 comments"]


def test_a_place_without_bullets_in_its_layout_has_none(read, written) -> None:
    def place(number: int, text: str, style: str = "") -> str:
        return shape(text, place="body").replace("<p:ph", f'<p:ph idx="{number}"').replace("<a:p>", f"{style}<a:p>")

    none = "<a:lstStyle><a:lvl1pPr><a:buNone/></a:lvl1pPr></a:lstStyle>"
    layout = place(1, "Click here", none) + place(2, "Or here")
    files = {
        "ppt/slides/_rels/slide0.xml.rels": related(slideLayout="../l.xml"),
        "ppt/l.xml": f"<p:sldLayout {_NAMES}><p:cSld><p:spTree>{layout}</p:spTree></p:cSld></p:sldLayout>",
    }
    slide = shape("Ropes", place="title") + place(1, "Seven of them") + place(2, "sheet") + place(3, "As one", none)
    assert written(read(presentation(slide, **files), "a.pptx")) == ["Seven of them", "• sheet", "As one"]


def test_numbers_struck_letters_tables_and_pictures_are_read(read, written) -> None:
    def step(text: str, level: int = 0, kind: str = "arabicParenR") -> str:
        return f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"/></a:pPr><a:r><a:t>{text}</a:t></a:r>'

    price = '<a:r><a:rPr strike="sngStrike"/><a:t>9</a:t></a:r><a:r><a:t> 8 CHF</a:t></a:r>'
    cells = [("Pier", ""), ("Depth", ""), ("A", 'rowSpan="2"'), ("3", ""), ("", 'vMerge="1"'), ("4", "")]
    written_cells = [
        f"<a:tc {more}><a:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:txBody></a:tc>" for t, more in cells
    ]
    rows = "".join(f"<a:tr>{''.join(written_cells[n : n + 2])}</a:tr>" for n in (0, 2, 4))
    slide = (
        shape("Steps", place="title")
        + shape(step("Fold"), step("left", 1, "alphaLcPeriod"), step("right", 1, "alphaLcPeriod"), step("Cut"))
        + shape(price)
        + f"<p:graphicFrame><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></p:graphicFrame>"
        + '<p:pic><p:nvPicPr><p:cNvPr descr="A paper boat"/></p:nvPicPr></p:pic>'
    )
    assert written(read(presentation(slide), "a.pptx")) == [
        "1) Fold\na. left\nb. right\n2) Cut", "~~9~~ 8 CHF", "Pier | Depth\nA | 3\nA | 4", "[image: A paper boat]",
    ]  # fmt: skip


def test_what_is_no_presentation_is_refused(read) -> None:
    with pytest.raises(UnreadableFile, match="damaged, or not a PowerPoint file"):
        read(zipped({"a": "b"}), "a.pptx")


def test_the_language_of_the_core_properties_counts_where_the_text_is_too_short(read) -> None:
    names = 'xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    core = f'<c:coreProperties {names} xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>por</dc:language>'
    slide = "<p:sp><p:txBody><a:p><a:r><a:t>Menu</a:t></a:r></a:p></p:txBody></p:sp>"
    assert read(presentation(slide), "a.pptx").language is None
    stated = presentation(slide, **{"docProps/core.xml": f"{core}</c:coreProperties>"})
    assert read(stated, "a.pptx").language == "pt"
