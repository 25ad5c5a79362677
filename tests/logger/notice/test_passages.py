"""From a published notice to our clauses: nothing is lost, and nothing is guessed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logger.notice import Notice
from logger.notice.markup import blocks_of, blocks_of_page
from logger.notice.passages import passages_of
from logger.notice.places import Places
from logger.notice.published import BlockKind, NotText, blocks_of_text, text_of, tidy
from logger.notice.sections import sections_of
from logger.notice.wording import ClauseWording, Passage, wordings_of
from tests.logger.notice.made_up import PAGE, TEXT

PLACES = Places.read()
CHECKOUT = Path(__file__).parents[3]
REAL_NOTICE = CHECKOUT.parent / "shared" / "notice" / "supporting-families-privacy-notice.txt"
#: Headings of the real notice that stand there alone.
SAY_NOTHING = {"personal-data", "special-category-data", "criminal-data"}


def split(text: str) -> tuple[Passage, ...]:
    return passages_of(blocks_of(text), PLACES)


def texts(passages: Sequence[Passage]) -> list[str]:
    """All words in their order, headings too."""
    return [
        text
        for passage in passages
        for text in [passage.heading, *(block.text for block in passage.blocks)]
        if text is not None
    ]


def test_every_place_is_that_of_a_clause_and_every_clause_has_one() -> None:
    placed = {*PLACES.headings.values(), *(part.clause for part in PLACES.parts)}

    assert placed == {clause.id for clause in Notice().clauses}
    assert {part.within for part in PLACES.parts} <= placed


def test_clauses_are_found_by_their_headings_however_they_are_spelt() -> None:
    wordings = wordings_of(split(TEXT))

    assert wordings["information"].texts == ("We write down the colour of your door.",)
    assert wordings["special-category-data"].heading == "Special Categories of Data"
    assert wordings["personal-data"] == ClauseWording("Personal data", ())


def test_points_of_the_sharing_list_are_clauses_of_their_own() -> None:
    wordings = wordings_of(split(TEXT))

    police = "Police & probation services: so that no kite is lost."
    assert wordings["sharing-police"].texts == (police,)
    assert wordings["sharing"].texts == (
        "We share kites with:",
        "Lamp lighters: so that kites are seen.",
        "Everyone of them keeps kites dry.",
    )


def test_a_part_without_a_heading_goes_on_to_the_next_one() -> None:
    wordings = wordings_of(split(TEXT))

    assert wordings["rights"].texts == ("You have the right to a kite.",)
    assert wordings["rights-contact"].texts[1:] == ("By post: The Nest, Rock Street",)
    assert wordings["rights-complain"].texts[0].startswith("You may complain")


def test_a_point_that_runs_over_two_lines_is_one() -> None:
    points = wordings_of(split(TEXT))["retention"].texts[1:]

    assert points == ("Red kites: for 3 summers and a winter.", "Blue kites: for 4 summers.")


def test_a_section_that_no_clause_covers_belongs_to_none() -> None:
    unplaced = [passage.heading for passage in split(TEXT) if passage.clause is None]

    assert unplaced == ["Pelican Charter"]


def test_boiler_plate_is_left_out() -> None:
    assert "Skip to main content" not in texts(split(TEXT))


def test_a_web_page_says_what_its_main_part_says() -> None:
    passages = split(PAGE)

    assert texts(passages) == [
        "Supporting Families Privacy Notice",
        "The pelican office runs this service. It lends an ear to households.",
        "Who do we share your information with?",
        "We share kites with:",
        "Health service providers: so that kites stay well.",
        "Police & probation services: so that no kite is lost.",
        "Retention period",
        "In summer",
        "Red kites\n3 summers",
        '<script>alert("kite")</script>',
        "Your rights",
        "You have the right to a kite.\nAsk for one.",
    ]


def test_a_smaller_heading_stays_inside_its_clause() -> None:
    (retention,) = (passage for passage in split(PAGE) if passage.clause == "retention")

    assert retention.blocks[0].kind is BlockKind.HEADING


def test_a_smaller_heading_may_begin_a_part() -> None:
    page = (
        "<h2>Who do we share your information with?</h2><p>Us.</p><h3>Fire service</h3><p>Wet.</p>"
    )

    assert wordings_of(split(page))["sharing-fire"].texts == ("Fire service", "Wet.")


def test_a_heading_in_bold_or_without_a_blank_line_is_known_by_its_words() -> None:
    for notice in ("<p><b>Retention period</b></p><p>Long.</p>", "Retention period\nLong."):
        assert wordings_of(split(notice))["retention"].texts == ("Long.",)


def test_markdown_is_read_too() -> None:
    notice = "## Retention period\n* Red: long\n\n### In winter\nLonger.\n"

    assert wordings_of(split(notice))["retention"].texts == ("Red: long", "In winter", "Longer.")


def test_a_table_of_contents_takes_no_anchor_from_the_clause_itself() -> None:
    sections = sections_of(split("Your rights\n\nRetention period\n\nYour rights\n\nA kite."))

    assert [(s.heading, s.clause) for s in sections] == [
        ("Your rights", None),
        ("Retention period", "retention"),
        ("Your rights", "rights"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT


def test_a_file_of_an_old_windows_editor_is_read() -> None:
    assert text_of("the council’s door".encode("cp1252")) == "the council’s door"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7\n\x01\x02", b"\xff\xfe\x00", bytes(range(256))]
)
def test_what_is_no_text_is_not_read(content: bytes) -> None:
    with pytest.raises(NotText):
        text_of(content)


def test_what_nobody_can_see_does_not_come_through() -> None:
    assert tidy(" a\u00ad\u200bb \u202ec\x1b[31m\n d\ufeff ") == "ab c[31m d"


@pytest.mark.parametrize(
    "page", ["<p>a<![foo bar", "<p>a<![CDATA[x]]>b", "<p>a<!", "<li></p></ul>a"]
)
def test_broken_markup_is_read_as_far_as_it_goes(page: str) -> None:
    assert blocks_of(page)[0].text.startswith("a")


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    sections_of(split(text))
    sections_of(split(f"<main><p>{text}"))
    for block in (*blocks_of_text(text), *blocks_of_page(text)):
        assert block.text
        assert "\0" not in block.text


@given(st.binary())
def test_no_bytes_make_the_reader_fail_otherwise(content: bytes) -> None:
    with suppress(NotText):
        split(text_of(content))


TAGS = "<p> </p> <li> </li> <h2> </h2> <br/> <main> </main> <nav> </nav> <script> </script> <td>"
MARKUP = st.sampled_from(
    [*TAGS.split(), "<!--", "-->", "<![", "&amp", "&#0;", "<", "Your rights", "Retention period"]
)


@given(st.lists(MARKUP))
def test_no_markup_makes_the_reader_fail(pieces: list[str]) -> None:
    sections_of(split("".join(pieces)))


LINE = st.one_of(
    st.text(st.characters(exclude_characters="<", exclude_categories=("Cc", "Cf", "Cs"))),
    st.sampled_from(
        ["Your rights", "Retention period", "• Fire", "# Kite", "Contact DPO.", "  so"]
    ),
)


def words_only(text: str) -> str:
    """Without spaces and the marks of points and headings."""
    return "".join(c for c in text if not c.isspace() and c not in "•‣◦▪●·*-–—#")


@given(st.lists(LINE))
def test_no_line_of_a_plain_text_is_lost(lines: list[str]) -> None:
    passages = split("\n".join(lines))

    assert words_only("".join(texts(passages))) == words_only("".join(lines))


PARAGRAPH = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1
).filter(str.strip)


@given(st.lists(st.tuples(st.sampled_from(["p", "li", "h2", "h4", "div", "td"]), PARAGRAPH)))
def test_no_paragraph_of_a_web_page_is_lost(paragraphs: list[tuple[str, str]]) -> None:
    page = "".join(f"<{tag}>{html.escape(text)}</{tag}>\n" for tag, text in paragraphs)

    passages = split(f"<html>{page}</html>")

    found = "".join("".join(texts(passages)).split())
    assert found == "".join("".join(tidy(text) for _, text in paragraphs).split())


@pytest.mark.skipif(not REAL_NOTICE.exists(), reason="the notice is not beside this checkout")
def test_every_clause_is_found_in_the_real_notice() -> None:
    """It has all 27. Three of them are headings with nothing under them."""
    passages = split(text_of(REAL_NOTICE.read_bytes()))
    wordings = wordings_of(passages)

    assert [clause.id for clause in Notice().clauses if clause.id not in wordings] == []
    assert {clause for clause, said in wordings.items() if not said.texts} == SAY_NOTHING
    assert [passage for passage in passages if passage.clause is None] == []
    lines = [line for line in REAL_NOTICE.read_text("utf-8").splitlines()[1:] if line.strip()]
    assert words_only("".join(texts(passages))) == words_only("".join(lines))
