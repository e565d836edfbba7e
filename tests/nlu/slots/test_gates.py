"""A parser looks at the words of a text before it looks for its patterns. What it passes over holds none of them.

The texts are made from the patterns themselves, so that a pattern that grows without its words is found out.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nlu import clauses
from nlu.slots import about, answer_words, can_chi, choices, date_shapes, domains, facts, names, place_roles, subjects
from nlu.slots.fold import read

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from nlu.slots.fold import Text

TYPED = string.ascii_lowercase + string.digits + " .,/-?:'@"


def says(words: frozenset[str]) -> Callable[[Text], bool]:
    return lambda text: text.says(words)


def of_ours(text: Text) -> bool:
    return any(vn in text.folded for vn in domains._VN) and domains._OURS.search(text.folded) is not None


GATES: list[tuple[re.Pattern[str], Callable[[Text], bool]]] = [
    (about._CORRECTS, says(about._CORRECTING)),
    *(
        (pattern, lambda text: text.says(facts._TOLD) and facts._WORTH.search(text.folded) is not None)
        for pattern in (facts._HELD, facts._LACKED, facts._CITIZEN, facts._NO_CITIZEN, facts._OVERSEAS, facts._PEOPLE)
    ),
    (names._ANNOUNCED, says(names._ANNOUNCES)),
    (facts._RELATIVE, says(facts._FOR_WORDS | {"trai", "gai"})),
    (subjects._BRANCH, says(subjects._BRANCH_WORDS)),
    (subjects._SHOP, says(frozenset({"quan"}))),
    (subjects._HOUSEHOLD, says(subjects._HOUSEHOLD_WORDS)),
    *((pattern, says(words)) for _, words, pattern in subjects._PLAIN),
    *((pattern, says(place_roles._TIMES)) for pattern in (place_roles._PAST, place_roles._ORIGIN)),
    (can_chi._PAIR, can_chi.may_be_cycle),
    (domains._SUFFIX, of_ours),
    (domains._OTHER, lambda text: "." in text.folded or text.says(domains._DOTS)),
    (answer_words.EXPLICIT_YES, says(choices._EXPLICIT)),
    (answer_words.EXPLICIT_NO, says(choices._EXPLICIT)),
]
WHOLE = [
    (choices._CHOICE, choices._CHOICE_WORDS),
    *(
        (pattern, choices._SHORT)
        for pattern in (
            answer_words.YES,
            answer_words.NO,
            *(p for name, p in answer_words.YES_BY_QUESTION.items() if name != "certificate"),
            *(p for name, p in answer_words.NO_BY_QUESTION.items() if name != "certificate"),
        )
    ),
]
SHAPES = [
    (date_shapes._EN_DMY, date_shapes._english),
    (date_shapes._EN_MDY, date_shapes._english),
    (date_shapes._EN_MY, date_shapes._english),
    (date_shapes._ISO, date_shapes._iso),
    (date_shapes._DMY, date_shapes._day_month_year),
    (date_shapes._EIGHT, date_shapes._stuck),
    (date_shapes._MY, date_shapes._month_year),
    (date_shapes._YM, date_shapes._month_year),
    (date_shapes._AGE, date_shapes._ages),
    (date_shapes._AGE_AFTER, date_shapes._ages),
    (date_shapes._SELF_AGE, date_shapes._own_ages),
    (date_shapes._AGE_WORDS, date_shapes._ages_in_words),
    (date_shapes._TWO_K, date_shapes._two_k),
    (date_shapes._CUED_YEAR, date_shapes._cued),
    (date_shapes._YEAR, date_shapes._years),
    (date_shapes._DM, date_shapes._day_month),
    (date_shapes._DAY, date_shapes._bare_day),
    (date_shapes._BARE, date_shapes._bare),
]
FEW = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def made_from(data: st.DataObject, pattern: re.Pattern[str], *, whole: bool = False) -> Text:
    """A text in which the pattern matches."""
    text = read(data.draw(st.from_regex(pattern, fullmatch=whole, alphabet=TYPED)))
    assume((pattern.fullmatch if whole else pattern.search)(text.folded) is not None)
    return text


@pytest.mark.parametrize(("pattern", "opens"), GATES)
@given(data=st.data())
@FEW
def test_what_matches_is_looked_at(
    pattern: re.Pattern[str], opens: Callable[[Text], bool], data: st.DataObject
) -> None:
    """A text that a pattern matches has the words that make the parser look."""
    assert opens(made_from(data, pattern))


@pytest.mark.parametrize(("pattern", "words"), WHOLE)
@given(data=st.data())
@FEW
def test_a_short_answer_is_made_of_known_words(
    pattern: re.Pattern[str], words: frozenset[str], data: st.DataObject
) -> None:
    """A text that is an answer as a whole holds no word that the list of literals lacks."""
    assert made_from(data, pattern, whole=True).says_only(words)


@pytest.mark.parametrize(("pattern", "finder"), SHAPES)
@given(data=st.data())
@FEW
def test_a_date_has_the_digits_and_words_of_its_shape(
    pattern: re.Pattern[str], finder: object, data: st.DataObject
) -> None:
    """The fewest digits of a shape and the words beside it are those that its pattern needs."""
    text = made_from(data, pattern)
    _, least, words = next(row for row in date_shapes._FINDERS if row[0] is finder)
    assert text.digits >= least
    assert not words or text.says(words)


@given(data=st.data())
@FEW
def test_a_text_that_can_be_parted_is_parted(data: st.DataObject) -> None:
    """A break stands at a sign or at one of the words that make the text worth parting."""
    text = made_from(data, clauses._BREAK).folded
    assert clauses._SIGN.search(text) or not clauses._BREAKING.isdisjoint(text.split())
