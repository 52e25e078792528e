"""Whatever sound object someone defines: it becomes a table, and its catalogue entry equals it."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, StateMachine, SyncPolicy
from sortie.kernel.objects.declare import choices, move, right, state
from sortie.kernel.objects.names import RESERVED_FIELDS, identifier
from sortie.kernel.objects.rules import object_problems
from sortie.kernel.objects.service import catalog, create_object, field_types
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant

SYSTEM = {"id", "org_id", "dept_id", "owner_id", "created_at", "created_by", "updated_at", "updated_by",
          "version", "deleted_at"}  # fmt: skip
OPTIONS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("choice", "choices"), choices(("a", "甲", "A"), ("b", "乙'\"\\", "B"))),
    "link": {"object": "user"},
    "links": {"object": "user"},
    "autonumber": {"format": "N{seq:03}"},
    "number": {"digits": 0},
}  # fmt: skip
DEFAULTS: dict[str, Any] = {
    "text": "it's \\ \"q\" {x} %", "choice": "b", "choices": ["a", "b"], "number": "-7", "switch": False,
    "date": "2026-01-31", "tags": ["a b", 'q"\\'], "currency": "0.01", "time": "08:30",
    "datetime": "2026-01-31T00:00:00Z", "duration": 60, "address": {"detail": "x'y"},
    "date_range": {"from": "2026-01-01", "to": None}, "members": [],
    "location": {"lon": 120.5, "lat": 30.25},
}  # fmt: skip
names = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True).filter(
    lambda n: n not in SYSTEM | RESERVED_FIELDS | {"name", "state"}
)
labels = st.builds(
    Label, st.text("中文'\"", min_size=1, max_size=9), st.text("ab'\\", min_size=1, max_size=9)
)
custom_types = sorted(k for k, t in field_types.items() if t.custom and k != "sub_table")


@st.composite
def fields(draw: st.DrawFn) -> Field:
    key = draw(st.sampled_from(custom_types))
    field = Field(draw(names), key, draw(labels), options=OPTIONS.get(key, {}))
    default = DEFAULTS.get(key) if draw(st.booleans()) else None
    indexable = field_types[key].indexable(field)
    return replace(
        field,
        default=default,
        required=default is not None and draw(st.booleans()),
        indexed=indexable and draw(st.booleans()),
        searchable=draw(st.booleans()),
    )


@st.composite
def objects(draw: st.DrawFn) -> Object:
    own = draw(st.lists(fields(), max_size=12, unique_by=lambda f: f.name))
    title = Field("name", "text", Label("名", "Name"), required=True)
    machine = None
    if draw(st.booleans()):
        own.append(Field("state", "state", Label("态", "State")))
        machine = StateMachine(
            "a", (state("a", "一", "A", "open"), state("it's", "二", "B", "done")),
            (move("go", "a", "it's", "走", "Go"),),
        )  # fmt: skip
    return Object(
        name="c_" + draw(st.from_regex(r"[a-z0-9_]{1,26}", fullmatch=True)),
        label=draw(labels),
        fields=(title, *own),
        title="name",
        module="custom",
        rights=(right("staff", "read"),),
        layouts=Layouts(list=tuple(f.name for f in own[:3]) or ("name",)),
        sync=SyncPolicy(draw(st.sampled_from(["none", "scope", "assigned", "reference"]))),
        machine=machine,
        custom=True,
    )


@settings(deadline=None, max_examples=50)
@given(objects())
def test_generated_definitions_are_sound(obj: Object) -> None:
    assert object_problems(obj) == ()


async def test_a_generated_object_becomes_a_table_that_equals_it(
    kernel: Kernel, bare: Tenant
) -> None:
    made: list[Object] = []

    @settings(
        max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(objects())
    def gather(obj: Object) -> None:
        if obj.name not in {o.name for o in made}:
            made.append(obj)

    gather()
    actor = system_actor(bare.id)
    for obj in made[:25]:
        await create_object(kernel.dbs, bare, actor, obj)
    async with kernel.dbs.tx(bare) as tx:
        seen = await catalog(tx)
        for obj in made[:25]:
            found = seen.get(obj.name)
            own = tuple(
                replace(f, id="", column="", system=False)
                for f in found.fields
                if f.name not in SYSTEM
            )
            assert own == obj.fields
            assert (found.machine, found.label, found.rights) == (
                obj.machine,
                obj.label,
                obj.rights,
            )
            columns = [f.column for f in found.fields if f.column]
            quoted = ", ".join(f'"{c}"' for c in columns)
            assert await tx.fetch(f"SELECT {quoted} FROM {tx.t(found.table)}") == []


@settings(deadline=None, max_examples=50)
@given(st.lists(names, min_size=1, max_size=4), st.lists(names, min_size=1, max_size=4))
def test_generated_identifiers_fit_and_dont_meet(one: list[str], two: list[str]) -> None:
    assert len(identifier(*one)) <= 63
    if "_".join(one) != "_".join(two):
        assert identifier(*one) != identifier(*two)
