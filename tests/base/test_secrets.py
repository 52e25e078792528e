"""Sealing: what opens, and everything that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.secrets import (
    KeyRing,
    Place,
    SealBrokenError,
    blind_index,
    derive_key,
    key_id_of,
    new_key,
    reseal,
    seal,
    unseal,
    unwrap_key,
    wrap_key,
)

RING = KeyRing("k1", {"k1": new_key()})
texts = st.text(max_size=20)
places = st.builds(Place, texts, texts, texts, texts)


@given(place=places, plain=st.binary(max_size=200))
def test_what_was_sealed_opens_in_its_place(place: Place, plain: bytes) -> None:
    assert unseal(RING, place, seal(RING, place, plain)) == plain


@given(place=places, other=places)
def test_a_secret_moved_to_another_row_field_or_tenant_does_not_open(
    place: Place, other: Place
) -> None:
    sealed = seal(RING, place, b"secret")
    if place == other:
        return
    with pytest.raises(SealBrokenError):
        unseal(RING, other, sealed)


@given(at=st.integers(0, 60), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(at: int, bit: int) -> None:
    place = Place("t", "account", "totp", "r")
    sealed = bytearray(seal(RING, place, b"a secret of thirty-two bytes len"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBrokenError):
        unseal(RING, place, bytes(sealed))


@given(junk=st.binary(max_size=40))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(SealBrokenError):
        unseal(RING, Place("t", "o", "f", "r"), junk)


def test_rotation_moves_secrets_to_the_new_key_and_old_ones_still_open() -> None:
    place = Place("t", "o", "f", "r")
    old = seal(RING, place, b"secret")
    grown = KeyRing("k2", {**RING.keys, "k2": new_key()})
    assert unseal(grown, place, old) == b"secret"
    moved = reseal(grown, place, old)
    assert key_id_of(moved) == "k2"
    assert unseal(grown, place, moved) == b"secret"
    assert reseal(grown, place, moved) == moved


def test_a_data_key_opens_only_under_its_master_tenant_and_name() -> None:
    master, key = derive_key(b"installation", "master"), new_key()
    wrapped = wrap_key(master, "t1", "k1", key)
    assert unwrap_key(master, "t1", "k1", wrapped) == key
    for args in (
        (derive_key(b"other", "master"), "t1", "k1"),
        (master, "t2", "k1"),
        (master, "t1", "k2"),
    ):
        with pytest.raises(SealBrokenError):
            unwrap_key(*args, wrapped)


def test_a_blind_index_finds_equal_values_of_one_field_only() -> None:
    key = new_key()
    assert blind_index(key, "customer.phone", "138") == blind_index(key, "customer.phone", "138")
    assert blind_index(key, "customer.phone", "138") != blind_index(key, "user.phone", "138")


def test_a_ring_does_not_print_its_keys() -> None:
    assert RING.keys["k1"].hex() not in repr(RING)
    assert "keys" not in repr(RING)
