import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.text import (
    MAX_TOKENS,
    fold,
    index_text,
    initials,
    matches,
    query_tokens,
    sort_key,
)


def found(text: str, query: str) -> bool:
    """As the database decides: all tokens there, then the recheck."""
    return set(query_tokens(query)) <= set(index_text([text])) and matches(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("杭州西湖物业服务有限公司", "西湖物业"),
        ("杭州西湖物业服务有限公司", "湖"),
        ("电话 138-1234-5678", "1234567"),
        ("电话 138 1234 5678", "13812345678"),
        ("13812345678", "138-1234-5678"),
        ("13812345678", "138 5678"),
        ("ＷＯ２６１１－００００１", "wo2611"),
        ("Hitachi Elevator MCA-1050", "mca-10"),
        ("Hitachi Elevator", "TACHI"),
        ("3号楼B座1201", "b座12"),
        ("A112号楼", "12号"),
        ("STRASSE 5", "straße"),
        ("格力KFR-35GW空调", "35gw 空调"),
        ("𠮷野家", "𠮷"),
    ],
)
def test_a_part_of_a_text_finds_it(text: str, query: str) -> None:
    assert found(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("湖西", "西湖"),
        ("西湖区", "西湖物业"),
        ("abcabd", "bda"),
        ("13812345678", "5681"),
        ("cabc", "abca"),
    ],
)
def test_what_is_not_in_a_text_does_not_find_it(text: str, query: str) -> None:
    assert not found(text, query)


def test_a_query_without_letters_narrows_nothing() -> None:
    assert query_tokens(" ,。!? ") == []
    assert query_tokens("") == []
    assert matches("anything", "  ")


texts = st.text(
    st.sampled_from("杭州西湖物业服务𠮷野ABCxyzßÉ0123456789 -()+,。/＃ＡＢ１２　"), max_size=40
)


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_every_substring_of_a_text_finds_it(text: str, a: int, b: int) -> None:
    piece = fold(text)[min(a, b) : max(a, b)]
    assert found(text, piece)


@given(texts, texts)
def test_the_tokens_never_lose_what_the_recheck_would_accept(text: str, query: str) -> None:
    if matches(text, query):
        assert set(query_tokens(query)) <= set(index_text([text]))


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_book_in_a_field_gives_a_bounded_number_of_tokens() -> None:
    book = "".join(chr(0x4E00 + n % 20000) for n in range(50_000))
    tokens = index_text(["标题", book])
    assert len(tokens) == MAX_TOKENS
    assert "标题" in tokens
    assert len(index_text(["1234567890" * 100_000])) < 100


def test_names_sort_by_pinyin_and_numbers_by_value() -> None:
    names = ["重庆", "b10", "阿里", "B2", "安徽", "重量", "10楼", "9楼"]
    assert sorted(names, key=sort_key) == [
        "9楼",
        "10楼",
        "阿里",
        "安徽",
        "B2",
        "b10",
        "重庆",
        "重量",
    ]
    assert initials("张三丰") == "zsf"
