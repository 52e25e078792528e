"""The Merkle tree of RFC 9162 §2: hashes, running root, proofs. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the perfect subtrees of a tree of ``size`` leaves, widest first.

    Enough to append leaves and to know the root, in O(log n) space.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def add(self, leaves: Iterable[bytes]) -> "Frontier":
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:
                node = node_hash(peaks.pop(), node)
                rest >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """MTH of all leaves; of none it is the hash of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def pack(self) -> bytes:
        return b"".join(self.peaks)


def unpack(size: int, peaks: bytes) -> Frontier:
    """The frontier that :meth:`Frontier.pack` wrote for a tree of ``size``."""
    count = size.bit_count()
    if len(peaks) != count * HASH_BYTES:
        msg = f"a tree of {size} leaves has {count} peaks, not {len(peaks) / HASH_BYTES}"
        raise ValueError(msg)
    return Frontier(size, tuple(peaks[n * HASH_BYTES : (n + 1) * HASH_BYTES] for n in range(count)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    return Frontier().add(leaves).root


def inclusion_path(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Sibling hashes from leaf ``index`` up to the root. Source: RFC 9162 §2.1.3.1."""
    if len(leaves) <= 1:
        return ()
    k = _split(len(leaves))
    if index < k:
        return (*inclusion_path(index, leaves[:k]), root_of(leaves[k:]))
    return (*inclusion_path(index - k, leaves[k:]), root_of(leaves[:k]))


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from ``leaf`` to ``root``. Source: RFC 9162 §2.1.3.2."""
    if index >= size:
        return False
    node, here, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(step, node)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, step)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def consistency_path(old_size: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Proof that the tree of the first ``old_size`` leaves is a prefix. RFC 9162 §2.1.4.1."""
    if not 0 < old_size < len(leaves):
        return ()
    return _subproof(old_size, leaves, whole=True)


def check_consistency(
    old_size: int, new_size: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether ``path`` links both roots. Source: RFC 9162 §2.1.4.2."""
    if old_size == new_size:
        return not path and old_root == new_root
    if not 0 < old_size < new_size or not path:
        return False
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _subproof(size: int, leaves: Sequence[bytes], *, whole: bool) -> tuple[bytes, ...]:
    if size == len(leaves):
        return () if whole else (root_of(leaves),)
    k = _split(len(leaves))
    if size <= k:
        return (*_subproof(size, leaves[:k], whole=whole), root_of(leaves[k:]))
    return (*_subproof(size - k, leaves[k:], whole=False), root_of(leaves[:k]))


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1
