"""Two languages, zh-CN first: a label carries both, a sentence is picked by locale."""

from dataclasses import dataclass
from typing import Literal

type Locale = Literal["zh-CN", "en"]

DEFAULT_LOCALE: Locale = "zh-CN"


@dataclass(frozen=True, slots=True)
class Label:
    """One visible text in both languages."""

    zh: str
    en: str

    def in_(self, locale: Locale) -> str:
        return self.en if locale == "en" else self.zh


def pick_locale(accept_language: str | None, otherwise: Locale = DEFAULT_LOCALE) -> Locale:
    """First supported language of an Accept-Language header, by its q weights."""
    best: tuple[float, Locale] = (0.0, otherwise)
    for part in (accept_language or "").split(","):
        tag, _, params = part.strip().partition(";")
        try:
            weight = float(params.partition("q=")[2] or 1)
        except ValueError:
            continue
        primary = tag.partition("-")[0].lower()
        if primary in {"zh", "en"} and weight > best[0]:
            best = (weight, "en" if primary == "en" else "zh-CN")
    return best[1]
