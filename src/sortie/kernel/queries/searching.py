"""Text search: tokens narrow by the GIN index, then every word is checked on readable fields.

The ``search`` column mixes all searchable fields of a row, hidden ones too. A hit in it alone
would tell what a hidden field says, so each word must be found again in a field that the actor
reads on every row.
"""

from sortie.base.text import fold, query_tokens
from sortie.kernel.objects.contracts import Field
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.contracts import MAX_SEARCH_CHARS, bad_value, too_much
from sortie.kernel.queries.families import Family, family
from sortie.kernel.queries.operators import like_pattern
from sortie.kernel.queries.scopes import NOTHING
from sortie.kernel.queries.statement import Build, Source

MAX_WORDS = 8

_LAYOUT = str.maketrans("", "", " ()+-")
_ADDRESS = ("province", "city", "district", "street", "detail")


def search_condition(build: Build, source: Source, text: str) -> str | None:
    """Rows in which every word of ``text`` occurs in a readable searchable field; None = no text.

    Raises:
        InvalidError: the text is too long or isn't text.
    """
    if len(text) > MAX_SEARCH_CHARS:
        raise too_much("search", MAX_SEARCH_CHARS)
    if "\0" in text or not _encodable(text):
        raise bad_value(
            "search", "搜索内容含有无效字符。", "The search text has invalid characters."
        )
    if not text.strip():
        return None
    tokens, found = query_tokens(text), fold(text).split(" ")
    fields = [f for f in source.object.by_name.values() if _searched(source, f)]
    if not tokens or not fields:
        return NOTHING
    if len(found) > MAX_WORDS:
        raise too_much("search", MAX_WORDS)
    query = " & ".join(_quoted(t) for t in tokens)
    columns = [_text_sql(source, f) for f in fields]
    checks = [_word(build, columns, word) for word in found]
    return f"({source.column('search')} @@ {build.arg(query, 'text')}::tsquery AND {' AND '.join(checks)})"


def _searched(source: Source, field: Field) -> bool:
    if not field.searchable or (family(field) is not Family.TEXT and field.type != "address"):
        return False
    return source.trusted or source.access.constant(field.name) is FieldRight.READ


def _text_sql(source: Source, field: Field) -> str:
    column = source.of(field)
    if field.type != "address":
        return column
    return "concat(" + ", ".join(f"{column}->>'{part}'" for part in _ADDRESS) + ")"


def _word(build: Build, columns: list[str], word: str) -> str:
    pattern = build.arg(f"%{like_pattern(word)}%", "text")
    parts = [
        # most text is normal as it stands; making it so costs 100 µs a value
        f"{c} ILIKE {pattern} OR"
        f" ({c} IS NOT NFKC NORMALIZED AND normalize({c}, NFKC) ILIKE {pattern})"
        for c in columns
    ]
    if any(c.isdigit() for c in word):
        # 138-1234 5678 is found by 13812345678
        bare = build.arg(f"%{like_pattern(word.translate(_LAYOUT))}%", "text")
        parts += [f"translate({column}, ' ()+-', '') ILIKE {bare}" for column in columns]
    return "(" + " OR ".join(parts) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
