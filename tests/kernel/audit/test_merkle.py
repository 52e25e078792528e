"""The tree is RFC 9162's: known roots, and proofs that hold for the truth and for nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.kernel.audit.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    unpack,
)

# Test vectors of the Certificate Transparency reference implementation (RFC 6962 and 9162 trees).
CT_LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), CT_ROOTS.items())
def test_roots_match_the_certificate_transparency_vectors(size: int, root: str) -> None:
    assert root_of([leaf_hash(x) for x in CT_LEAVES[:size]]).hex() == root


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert Frontier().root == hashlib.sha256(b"").digest()


def test_a_leaf_can_not_pass_for_a_node() -> None:
    a, b = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(a + b) != node_hash(a, b)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


@given(st.integers(0, 130), st.integers(0, 130))
def test_a_packed_frontier_grows_to_the_same_root(first: int, more: int) -> None:
    all_ = leaves(first + more)
    half = Frontier().add(all_[:first])
    assert unpack(half.size, half.pack()).add(all_[first:]).root == root_of(all_)


@given(st.integers(1, 130), st.data())
def test_inclusion_proofs_hold_for_their_leaf_only(size: int, data: st.DataObject) -> None:
    all_ = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, all_), root_of(all_)
    assert check_inclusion(all_[index], index, size, path, root)
    assert not check_inclusion(leaf_hash(b"other"), index, size, path, root)
    assert size == 1 or not check_inclusion(all_[index], (index + 1) % size, size, path, root)


@given(st.integers(1, 130), st.data())
def test_consistency_proofs_hold_for_a_prefix_only(size: int, data: st.DataObject) -> None:
    all_ = leaves(size)
    old = data.draw(st.integers(1, size))
    path = consistency_path(old, all_)
    assert check_consistency(old, size, path, root_of(all_[:old]), root_of(all_))
    other = [leaf_hash(b"rewritten"), *all_[1:]]
    assert not check_consistency(old, size, path, root_of(other[:old]), root_of(all_))
