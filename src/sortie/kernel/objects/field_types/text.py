"""Types that are stored as text."""

import re
from typing import Any, ClassVar, override
from urllib.parse import urlsplit

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.field_types.base import (
    EXTREMES,
    PRESENCE,
    TEXT,
    FieldType,
    ValueContext,
    clean_text,
    half_width,
    refuse,
)

_MAX_INDEXED = 600  # characters: 4 bytes each stay under a B-tree page's 2,704
_MAX_PATTERN = 200
# (a+)+ and its like take exponential time on a crafted value
_NESTED_REPEAT = re.compile(r"\([^()]*[+*}][^()]*\)[+*{]")


class Text(FieldType):
    """One line. ``max_length`` characters (255), ``pattern``: a regular expression for the whole."""

    key: ClassVar[str] = "text"
    operators: ClassVar[frozenset[str]] = TEXT
    aggregates: ClassVar[frozenset[str]] = EXTREMES
    option_keys: ClassVar[frozenset[str]] = frozenset({"max_length", "pattern"})
    longest: ClassVar[int] = 255
    most: ClassVar[int] = 2_000
    lines: ClassVar[bool] = False

    def limit(self, field: Field) -> int:
        return int(field.options.get("max_length", self.longest))

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        text = clean_text(value, lines=self.lines)
        most = self.limit(field)
        if len(text) > most:
            raise refuse(
                "too_long",
                f"最多 {most} 个字，现有 {len(text)} 个。",
                f"At most {most} characters, not {len(text)}.",
            )
        pattern = field.options.get("pattern")
        if text and pattern and not re.fullmatch(pattern, text):
            raise refuse(
                "pattern",
                f"格式不符，须匹配 {pattern}。",
                f"The format doesn't fit; it must match {pattern}.",
            )
        return text or None

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return str(value)

    @override
    def indexable(self, field: Field) -> bool:
        return self.limit(field) <= _MAX_INDEXED

    @override
    def check(self, field: Field) -> None:
        length = field.options.get("max_length", self.longest)
        if type(length) is not int or not 1 <= length <= self.most:
            raise refuse(
                "max_length",
                f"max_length 须为 1 到 {self.most} 的整数。",
                f"max_length must be an integer from 1 to {self.most}.",
            )
        pattern = field.options.get("pattern")
        if pattern is None:
            return
        if not isinstance(pattern, str) or len(pattern) > _MAX_PATTERN:
            raise refuse(
                "pattern_invalid",
                f"pattern 须为不超过 {_MAX_PATTERN} 个字符的正则表达式。",
                f"pattern must be a regular expression of at most {_MAX_PATTERN} characters.",
            )
        try:
            re.compile(pattern)
        except re.error as error:
            raise refuse(
                "pattern_invalid",
                f"正则表达式有误：{error}。",
                f"The regular expression is wrong: {error}.",
            ) from error
        if _NESTED_REPEAT.search(pattern):
            raise refuse(
                "pattern_slow",
                "正则表达式含有嵌套重复（如 (a+)+），可能极慢，请改写。",
                "The regular expression repeats a repetition, like (a+)+, and may take for ever; rewrite it.",
            )


class LongText(Text):
    """Several lines, up to 100,000 characters."""

    key: ClassVar[str] = "long_text"
    operators: ClassVar[frozenset[str]] = PRESENCE | {"contains"}
    aggregates: ClassVar[frozenset[str]] = frozenset({"count"})
    longest: ClassVar[int] = 10_000
    most: ClassVar[int] = 100_000
    lines: ClassVar[bool] = True
    sortable: ClassVar[bool] = False


class Scan(Text):
    """A barcode, QR or NFC content, or a typed serial number."""

    key: ClassVar[str] = "scan"
    longest: ClassVar[int] = 400


class Autonumber(Text):
    """Given by the kernel: ``format`` like ``WO{yy}{mm}-{seq:05}``."""

    key: ClassVar[str] = "autonumber"
    option_keys: ClassVar[frozenset[str]] = frozenset({"format"})
    longest: ClassVar[int] = 64

    @override
    def check(self, field: Field) -> None:
        number_format(str(field.options.get("format", "")))


_PARTS = re.compile(r"\{(yyyy|yy|mm|dd|seq(?::0(\d))?)\}")


def number_format(pattern: str) -> tuple[str, int]:
    """The pattern's text with ``%``-less slots checked, and the digits of its sequence.

    Raises RefusedError when there is not exactly one {seq} or a brace is left over.
    """
    slots = _PARTS.findall(pattern)
    sequences = [digits for name, digits in slots if name.startswith("seq")]
    rest = _PARTS.sub("", pattern)
    if len(sequences) != 1 or "{" in rest or "}" in rest or len(pattern) > 60:  # noqa: PLR2004  a series' name, no prose
        raise refuse(
            "number_format",
            "编号格式须恰有一个 {seq:05}，可用 {yyyy} {yy} {mm} {dd}，如 WO{yy}{mm}-{seq:05}。",
            "A number's format has exactly one {seq:05} and may use {yyyy} {yy} {mm} {dd}, "
            "like WO{yy}{mm}-{seq:05}.",
        )
    return pattern, int(sequences[0] or 1)


class StateText(FieldType):
    """A record's state: only commands move it, so no client writes it."""

    key: ClassVar[str] = "state"
    operators: ClassVar[frozenset[str]] = FieldType.operators | {"category"}
    merge = "server"
    custom: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str:
        return clean_text(value)


_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_MAX_EMAIL = 254  # RFC 5321 §4.5.3.1.3 as corrected by erratum 1690


class Email(FieldType):
    """An address; the domain is kept in lower case. Source of the syntax: WHATWG HTML §4.10.5.1.5."""

    key: ClassVar[str] = "email"
    operators: ClassVar[frozenset[str]] = TEXT

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        text = half_width(clean_text(value))
        if not text:
            return None
        if len(text) > _MAX_EMAIL or not _EMAIL.fullmatch(text):
            raise refuse(
                "email",
                "邮箱格式不正确，应如 name@example.com。",
                "That isn't an e-mail address; write it like name@example.com.",
            )
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return str(value)


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[02]\d{3,5}")
_WORLD = re.compile(r"[1-9]\d{6,14}")
_CHINA = "+86"


class Phone(FieldType):
    """E.164, +86 assumed; an extension is kept as ``;ext=801`` (RFC 3966)."""

    key: ClassVar[str] = "phone"
    operators: ClassVar[frozenset[str]] = TEXT
    option_keys: ClassVar[frozenset[str]] = frozenset({"by_ends"})

    @override
    def end_index_sql(self, field: Field, column: str) -> dict[str, str]:
        if not field.options.get("by_ends"):
            return {}
        # the "C" order makes a prefix one range of the index, whatever the database's collation
        return {
            "head": f'USING btree ({column} COLLATE "C")',
            "tail": f'USING btree (reverse({column}) COLLATE "C")',
        }

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        text = half_width(clean_text(value))
        if not text:
            return None
        number, ext = _split_extension(text)
        digits = re.sub(r"[\s().\-–—]", "", number)
        found = _e164(digits)
        if found is None or len(ext) > 8:  # noqa: PLR2004  digits of the longest extension
            raise refuse(
                "phone",
                "电话号码不正确：手机号填 11 位，座机带区号（0571-88886666），国际号码以 + 开头。",
                "That isn't a phone number: 11 digits for a Chinese mobile, an area code for a "
                "landline (0571-88886666), or + and the country code.",
            )
        return f"{found};ext={ext}" if ext else found

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        number, _, ext = str(value).partition(";ext=")
        local = number.removeprefix(_CHINA)
        if number.startswith(_CHINA) and _MOBILE.fullmatch(local):
            number = local
        return f"{number} ext {ext}" if ext else number

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return str(value).removeprefix(_CHINA)


def _split_extension(text: str) -> tuple[str, str]:
    """Number and extension: ``…;ext=801``, ``… ext 801``, ``…转801``, ``0571-88886666-801``."""
    found = re.fullmatch(r"(.+?)\s*(?:;ext=|ext\.?\s*|转\s*|#)(\d{1,8})", text)
    if not found:
        found = re.fullmatch(r"(0\d{2,3}[-\s]\d{7,8})-(\d{1,6})", text)
    return (found[1], found[2]) if found else (text, "")


def _e164(digits: str) -> str | None:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+") and not digits.startswith(_CHINA):
        return digits if _WORLD.fullmatch(digits[1:]) else None
    local = digits.removeprefix(_CHINA)
    if local != digits and _LANDLINE.fullmatch("0" + local):
        return digits
    if _MOBILE.fullmatch(local) or _SERVICE.fullmatch(local):
        return _CHINA + local
    return _CHINA + local[1:] if _LANDLINE.fullmatch(local) else None


_MAX_URL = 2_000


class Url(FieldType):
    """A web address, http or https only: other schemes could run code when clicked."""

    key: ClassVar[str] = "url"
    operators: ClassVar[frozenset[str]] = TEXT
    sortable: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        text = clean_text(value)
        if not text:
            return None
        try:
            parts = urlsplit(text)
            fits = (
                parts.scheme in {"http", "https"}
                and bool(parts.hostname)
                and parts.username is None
                and (parts.port is None or parts.port > 0)
                and not re.search(r'[\s<>"\\]', text)
                and len(text) <= _MAX_URL
            )
        except ValueError:
            fits = False
        if not fits:
            raise refuse(
                "url",
                "网址须以 http:// 或 https:// 开头，如 https://example.com。",
                "A web address starts with http:// or https://, like https://example.com.",
            )
        return text

    @override
    def indexable(self, field: Field) -> bool:
        return False
