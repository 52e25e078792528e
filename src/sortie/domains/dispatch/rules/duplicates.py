"""Two people report one fault: how alike two descriptions are."""

from sortie.base.text import fold, index_text

ALIKE_ON_ASSET = 0.3
"""On the same machine little likeness is enough."""

ALIKE_ELSEWHERE = 0.6
_LEAST_GRAM = 2


def similar(new: str, old: str, *, same_asset: bool) -> bool:
    """Whether a report tells of the fault an open one tells of already.

    On the same asset a report without words counts as the same; elsewhere words must agree.
    """
    if not fold(new) or not fold(old):
        return same_asset
    return likeness(new, old) >= (ALIKE_ON_ASSET if same_asset else ALIKE_ELSEWHERE)


def likeness(a: str, b: str) -> float:
    """0..1: the part of the shorter text's word pieces that the other has too."""
    grams_a, grams_b = _grams(a), _grams(b)
    if not grams_a or not grams_b:
        return 1.0 if fold(a) == fold(b) else 0.0
    return len(grams_a & grams_b) / min(len(grams_a), len(grams_b))


def _grams(text: str) -> set[str]:
    return {token for token in index_text([text]) if len(token) >= _LEAST_GRAM}
