"""Text for search and order: substring search in Chinese and English without a database extension.

Every value is folded (NFKC, case, spaces) and cut into runs. A run of Chinese gives its single
characters and bigrams; a run of letters and digits gives its single characters, 2- and 3-grams. A
query is cut the same way into its longest grams and must find them all; because grams forget their
order, `matches` checks each hit again. No substring is missed, however short.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_TOKENS = 1500
"""Tokens one record gives at most: a tsvector of these stays below 20 kB."""

MAX_VALUE_CHARS = 4000
"""Characters of one value that are indexed; later ones aren't found."""

_GRAM = 3
_HAN_GRAM = 2
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_SPACES = re.compile(r"\s+")
# Between digits these are only layout: 138-1234 5678 is found by 13812345678.
_DIGIT_LAYOUT = re.compile(r"(?<=\d)[ ()+-]+(?=\d)")


def fold(text: str) -> str:
    """Full width to half width, one case, one kind of space: the form that is compared."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    # casefold can undo NFKC (e.g. "ŉ"), so once more.
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", normal)).strip()


def index_text(values: Iterable[str | None]) -> list[str]:
    """The tokens of a record's searchable values, sorted, at most MAX_TOKENS.

    Values come in order of weight: when the bound is reached, later ones are cut.
    """
    tokens: dict[str, None] = {}
    for value in values:
        if not value:
            continue
        for form in _forms(fold(value[:MAX_VALUE_CHARS])):
            for run in _RUNS.findall(form):
                for token in _run_tokens(run):
                    if len(tokens) >= MAX_TOKENS:
                        return sorted(tokens)
                    tokens[token] = None
    return sorted(tokens)


def query_tokens(query: str) -> list[str]:
    """The tokens a record must all have to match; sorted, without duplicates.

    Empty for a query without a letter, digit or character: then nothing narrows the search.
    """
    tokens: set[str] = set()
    for word in fold(query).split(" "):
        for run in _RUNS.findall(_forms(word)[-1]):
            tokens.update(_query_run_tokens(run))
    return sorted(tokens)


def matches(text: str, query: str) -> bool:
    """Whether every word of the query is a substring of the text, once both are folded.

    The recheck for what `query_tokens` finds. Digits are compared with and without layout.
    """
    forms = _forms(fold(text))
    return all(
        any(written in form for written in _forms(word) for form in forms)
        for word in fold(query).split(" ")
    )


def sort_key(text: str) -> str:
    """An order people expect: Chinese by pinyin, numbers by value, no case.

    Plain text order (C collation) on the key sorts 阿, B2, b10, 重庆 as people do.
    """
    folded = fold(text)
    pinyin = " ".join(_syllables(folded)) if _IS_HAN.search(folded) else folded
    key = re.sub(r"\d{1,18}", lambda m: f"{len(m[0].lstrip('0')):02}{m[0].lstrip('0')}", pinyin)
    return key[:200]


def initials(text: str) -> str:
    """First letters of the pinyin: 张三丰 → zsf, for a quick jump in a list."""
    # Loaded when first asked for, as in `_syllables`
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(fold(text), style=Style.FIRST_LETTER)).replace(" ", "")


def _syllables(folded: str) -> list[str]:
    """Pinyin with the tone as a digit behind each syllable."""
    # The dictionary takes a third of a second: the first Chinese title waits for it, no start does
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(folded, style=Style.TONE3, neutral_tone_with_five=True)


def _forms(folded: str) -> tuple[str, ...]:
    """The text as written and, where digits carry layout, without it."""
    bare = _DIGIT_LAYOUT.sub("", folded)
    return (folded,) if bare == folded else (folded, bare)


def _run_tokens(run: str) -> Iterator[str]:
    longest = _HAN_GRAM if _IS_HAN.match(run) else _GRAM
    for size in range(1, longest + 1):
        for at in range(len(run) - size + 1):
            yield run[at : at + size]


def _query_run_tokens(run: str) -> Iterator[str]:
    size = min(len(run), _HAN_GRAM if _IS_HAN.match(run) else _GRAM)
    for at in range(len(run) - size + 1):
        yield run[at : at + size]
