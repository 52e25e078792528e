"""Whoever edits, deletes, reorders, cuts or rewrites the sealed log is found out."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from tests.kernel.conftest import fresh_tenant

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.audit import service as audit
from sortie.kernel.audit.contracts import Damage, EntryNotSealedError
from sortie.kernel.audit.entries import LEAF_COLUMNS, leaf_content
from sortie.kernel.audit.keeper import read_heads
from sortie.kernel.audit.merkle import Frontier, leaf_hash
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx

ENTRIES, SEALS = 48, 4


@dataclass(frozen=True)
class Log:
    kernel: Kernel
    tenant: Tenant
    keeper: audit.Keeper

    @property
    def heads(self) -> Path:
        return self.keeper.heads_path(self.tenant.id)


@pytest.fixture(scope="module")
async def log(kernel: Kernel, tenant: Tenant, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """A log of 48 entries under four exported heads, and two entries that wait for the next."""
    keeper = audit.open_keeper(tmp_path_factory.mktemp("audit"))
    for n in range(ENTRIES):
        await write(kernel, tenant, n)
        if (n + 1) % (ENTRIES // SEALS) == 0:
            async with kernel.dbs.tx(tenant) as tx:
                await audit.seal(tx, keeper)
    for n in range(2):
        await write(kernel, tenant, ENTRIES + n)
    return Log(kernel, tenant, keeper)


async def write(kernel: Kernel, tenant: Tenant, n: int) -> None:
    async with kernel.dbs.tx(tenant) as tx:
        await audit.append(
            tx,
            system_actor(tenant.id, "tester"),
            "update",
            "thing",
            uuid7(),
            before={"n": n - 1, "名称": "旧"},
            after={"n": n, "价": "12.50"},
            reason=f"no. {n}",
        )


async def test_an_untouched_log_is_intact_and_its_waiting_entries_are_counted(log: Log) -> None:
    async with log.kernel.dbs.tx(log.tenant) as tx:
        report = await audit.verify(tx, log.heads, public_key=log.keeper.public)
    assert report.intact, report.findings
    assert (report.sealed, report.unsealed, report.heads) == (ENTRIES, 2, SEALS)


type Tamper = Callable[[Tx, random.Random], Awaitable[None]]


async def edit(tx: Tx, rng: random.Random) -> None:
    change = rng.choice(
        (
            "after = jsonb_set(after, '{n}', '-1')",
            "before = NULL",
            "reason = 'because'",
            "at = at + interval '1 microsecond'",
            "actor_name = 'somebody else'",
            "action = 'delete'",
            "actor_id = gen_random_uuid()",
            "record_id = gen_random_uuid()",
            "extra = '{\"x\": 1}'",
        )
    )
    await tx.execute(
        f"UPDATE {tx.t('audit_entry')} SET {change} WHERE id = $1", await some(tx, rng)
    )


async def delete(tx: Tx, rng: random.Random) -> None:
    entry = await some(tx, rng)
    await tx.execute(f"DELETE FROM {tx.t('audit_entry')} WHERE id = $1", entry)
    if rng.random() < 0.5:
        await tx.execute(f"DELETE FROM {tx.t('audit_leaf')} WHERE entry_id = $1", entry)


async def reorder(tx: Tx, rng: random.Random) -> None:
    a, b = rng.sample(range(ENTRIES), 2)
    leaf = tx.t("audit_leaf")
    await tx.execute(f"UPDATE {leaf} SET index = -1 WHERE index = $1", a)
    await tx.execute(f"UPDATE {leaf} SET index = $1 WHERE index = $2", a, b)
    await tx.execute(f"UPDATE {leaf} SET index = $1 WHERE index = -1", b)


async def truncate(tx: Tx, rng: random.Random) -> None:
    """The clever way: entries, leaves and heads all end at the same place."""
    size = rng.randrange(ENTRIES)
    await tx.execute(
        f"DELETE FROM {tx.t('audit_entry')} WHERE id NOT IN "
        f"(SELECT entry_id FROM {tx.t('audit_leaf')} WHERE index < $1)",
        size,
    )
    await tx.execute(f"DELETE FROM {tx.t('audit_leaf')} WHERE index >= $1", size)
    await tx.execute(f"DELETE FROM {tx.t('audit_head')} WHERE size > $1", size)


async def rewrite(tx: Tx, rng: random.Random) -> None:
    """The cleverest: edit an entry, then make all leaves and all heads anew, without the key."""
    await edit(tx, rng)
    rows = await tx.fetch(
        f"SELECT {LEAF_COLUMNS}, l.index FROM {tx.t('audit_entry')} AS e "
        f"JOIN {tx.t('audit_leaf')} AS l ON l.entry_id = e.id ORDER BY l.index"
    )
    tree = Frontier()
    for row in rows:
        leaf = leaf_hash(leaf_content(row))
        tree = tree.add([leaf])
        await tx.execute(
            f"UPDATE {tx.t('audit_leaf')} SET hash = $1 WHERE index = $2", leaf, row["index"]
        )
        await tx.execute(
            f"UPDATE {tx.t('audit_head')} SET root = $1, peaks = $2 WHERE size = $3",
            tree.root,
            tree.pack(),
            tree.size,
        )


async def slip_in(tx: Tx, rng: random.Random) -> None:
    """An entry made later that claims the transaction of an old one."""
    old = await some(tx, rng)
    await tx.execute(
        f"INSERT INTO {tx.t('audit_entry')} "
        "(id, tx, at, actor_kind, actor_name, request_id, action) "
        f"SELECT $2, tx, at, 'user', 'forger', '', 'read' FROM {tx.t('audit_entry')} WHERE id = $1",
        old,
        uuid7(),
    )


async def some(tx: Tx, rng: random.Random) -> object:
    return await tx.value(
        f"SELECT entry_id FROM {tx.t('audit_leaf')} WHERE index = $1", rng.randrange(ENTRIES)
    )


EXPECTED: dict[Tamper, set[Damage]] = {
    edit: {Damage.EDITED},
    delete: {Damage.DELETED},
    reorder: {Damage.REORDERED},
    truncate: {Damage.TRUNCATED},
    rewrite: {Damage.REORDERED},
    slip_in: {Damage.BACKDATED},
}


class UndoError(Exception):
    pass


@pytest.mark.parametrize("seed", range(100))
async def test_every_tampering_is_found_and_named(log: Log, seed: int) -> None:
    rng = random.Random(seed)
    tamper, damage = list(EXPECTED.items())[seed % len(EXPECTED)]
    try:
        async with log.kernel.dbs.owner_tx(log.tenant) as tx:
            await tamper(tx, rng)
            report = await audit.verify(tx, log.heads, public_key=log.keeper.public)
            raise UndoError  # noqa: TRY301  the way to roll back
    except UndoError:
        assert damage <= {f.damage for f in report.findings}


async def test_heads_of_another_key_or_company_are_called_forged(log: Log, tmp_path: Path) -> None:
    stranger = audit.open_keeper(tmp_path / "stranger")
    path = tmp_path / "heads.jsonl"
    lines = log.heads.read_text().replace(str(log.tenant.id), str(uuid7()), 1)
    path.write_text(lines)
    async with log.kernel.dbs.tx(log.tenant) as tx:
        moved = await audit.verify(tx, path, public_key=log.keeper.public)
        other_key = await audit.verify(tx, log.heads, public_key=stranger.public)
    assert [f.damage for f in moved.findings] == [Damage.FORGED]
    assert {f.damage for f in other_key.findings} == {Damage.FORGED}


async def test_a_company_can_not_edit_or_delete_its_own_log(log: Log) -> None:
    for statement in (
        "UPDATE {} SET reason = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
    ):
        for table in ("audit_entry", "audit_leaf", "audit_head"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with log.kernel.dbs.tx(log.tenant) as tx:
                    await tx.execute(
                        statement.format(tx.t(table)).replace(
                            "reason",
                            {"audit_leaf": "hash", "audit_head": "root"}.get(table, "reason"),
                        )
                    )


async def test_a_sealed_entry_has_a_proof_under_the_exported_head(log: Log) -> None:
    last = list(read_heads(log.heads))[-1]
    first = next(read_heads(log.heads))
    async with log.kernel.dbs.tx(log.tenant) as tx:
        for index in (0, 17, ENTRIES - 1):
            entry = await tx.value(
                f"SELECT entry_id FROM {tx.t('audit_leaf')} WHERE index = $1", index
            )
            proof = await audit.prove_inclusion(tx, entry)
            assert audit.check_inclusion(proof.leaf, proof.index, proof.size, proof.path, last.root)
        path = await audit.prove_consistency(tx, first.size)
        assert audit.check_consistency(first.size, last.size, path, first.root, last.root)
        with pytest.raises(EntryNotSealedError):
            await audit.prove_inclusion(tx, uuid7())


async def test_a_late_commit_is_sealed_by_the_next_seal(kernel: Kernel, tmp_path: Path) -> None:
    other_tenant = await fresh_tenant(kernel)
    keeper = audit.open_keeper(tmp_path / "late")
    async with kernel.dbs.tx(other_tenant) as late:
        await audit.append(late, system_actor(other_tenant.id), "late", None, None)
        await write(kernel, other_tenant, 1)
        async with kernel.dbs.tx(other_tenant) as tx:
            head = await audit.seal(tx, keeper)
        assert head is not None
        assert head.size == 1
    async with kernel.dbs.tx(other_tenant) as tx:
        head = await audit.seal(tx, keeper)
        assert head is not None
        assert head.size == 2
    async with kernel.dbs.tx(other_tenant) as tx:
        assert await audit.seal(tx, keeper) is None
        report = await audit.verify(tx, keeper.heads_path(other_tenant.id))
    assert report.intact
    assert report.sealed == 2


async def test_a_head_lost_by_a_crash_is_exported_by_the_next_seal(
    kernel: Kernel, other_tenant: Tenant, tmp_path: Path
) -> None:
    keeper = audit.open_keeper(tmp_path / "crashed")
    path = keeper.heads_path(other_tenant.id)
    await write(kernel, other_tenant, 1)
    async with kernel.dbs.tx(other_tenant) as tx:
        await audit.seal(tx, keeper)
    sizes = [h.size for h in read_heads(path)]
    torn = path.read_bytes()[:-20]
    path.write_bytes(torn)
    async with kernel.dbs.tx(other_tenant) as tx:
        await audit.seal(tx, keeper)
    assert [h.size for h in read_heads(path)] == sizes


async def test_heads_taken_out_of_the_export_are_missed(log: Log, tmp_path: Path) -> None:
    lines = log.heads.read_bytes().splitlines(keepends=True)
    for kept in ([], lines[1:], lines[-1:]):
        shorter = tmp_path / "heads.jsonl"
        shorter.write_bytes(b"".join(kept))
        async with log.kernel.dbs.tx(log.tenant) as tx:
            report = await audit.verify(tx, shorter, public_key=log.keeper.public)
        assert {f.damage for f in report.findings} == {Damage.UNWITNESSED}
        assert len(report.findings) == SEALS - len(kept)
