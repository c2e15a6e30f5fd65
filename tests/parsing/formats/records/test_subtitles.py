"""SubRip and WebVTT."""

import pytest

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

SRT = """1
00:01:12,500 --> 00:01:14,000
Turn the tap
to the left

2
00:01:14,100 --> 00:01:16,000
- Is it shut?
- Yes.

3
00:01:20,000 --> 00:01:21,000
1984
4
00:01:22,000 --> 00:01:23,000
<i>The end.</i>
"""
VTT = """WEBVTT - Tap course

NOTE
secret --> remark

STYLE
::cue { color: red }

intro
01:12.000 --> 01:14.000 align:start position:10%
<v Ana>Turn the tap

NOTE secret

01:15.000 --> 01:17.000
<v Ben>Which <b>way</b>?
<v Ana>Left.
"""


def test_each_cue_is_a_block_under_its_time(read, written) -> None:
    content = read(SRT, "a.srt")
    assert content.text == SRT
    assert [(block.heading, block.kind) for block in content.blocks] == [
        ("00:01:12", BlockKind.PARAGRAPH),
        ("00:01:14", BlockKind.LIST),
        ("00:01:20", BlockKind.PARAGRAPH),
        ("00:01:22", BlockKind.PARAGRAPH),
    ]
    assert written(content) == ["Turn the tap\nto the left", "- Is it shut?\n- Yes.", "1984", "<i>The end.</i>"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_remarks_and_styles_of_webvtt_are_not_quoted(newline: str, read, written) -> None:
    content = read(VTT.replace("\n", newline), "a.vtt")
    assert content.title == "Tap course"
    assert [block.heading for block in content.blocks] == ["01:12", "01:15"]
    assert written(content) == ["<v Ana>Turn the tap", "<v Ben>Which <b>way</b>?\n<v Ana>Left."]
    assert [left.what for left in content.left_out] == ["2 comments"]


def test_a_file_without_times_is_refused(read) -> None:
    with pytest.raises(UnreadableFile, match="holds no subtitles"):
        read("1\nTurn the tap\n", "a.srt")


def test_many_times_without_text_are_survived(read) -> None:
    with pytest.raises(UnreadableFile):
        read("00:01:12,500 --> 00:01:14,000\n" * 20_000, "a.srt")
