"""Writes docs/reference/ from the program itself: ``uv run python -m scripts.reference``.

``tests/architecture/test_docs.py`` fails when a page is not what the program says.
"""

import pkgutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import msgspec

import sortie
from sortie.apps.composition import DOMAINS, Kernel, build_kernel
from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.base.settings import Settings
from sortie.kernel.objects.contracts import DefaultRight, Field, Object, StateMachine
from sortie.kernel.objects.seeding import BUILT_IN_ROLES
from sortie.kernel.objects.service import field_types
from sortie.kernel.permissions.contracts import FieldRight, ScopeKind

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
_NOTICE = "<!-- Written by scripts/reference.py: don't edit. uv run python -m scripts.reference -->"
_ROOMS = ("kernel", *DOMAINS)
_SCOPES = {
    ScopeKind.OWN: "own",
    ScopeKind.TEAM: "team",
    ScopeKind.UNIT: "unit",
    ScopeKind.SUBTREE: "subtree",
    ScopeKind.NAMED: "named units",
    ScopeKind.ALL: "all",
    ScopeKind.FILTER: "by filter",
}


def declared() -> Kernel:
    """The kernel with every room's declarations; nothing is connected."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder), secret="x" * 40, database_url="postgresql://localhost/none"
        )
        return build_kernel(settings)


def pages() -> dict[str, str]:
    """File name → text of every page of the reference."""
    kernel = declared()
    return {
        "objects.md": objects_page(kernel),
        "rights.md": rights_page(kernel),
        "events.md": events_page(kernel),
        "errors.md": errors_page(),
        "field-types.md": field_types_page(),
    }


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )


def page(title: str, lead: str, *parts: str) -> str:
    return "\n\n".join((_NOTICE, f"# {title}", lead, *parts)) + "\n"


# --- objects ---------------------------------------------------------------------------------


def objects_page(kernel: Kernel) -> str:
    every = list(kernel.objects)
    overview = table(
        ("Object", "中文", "English", "Room", "Written by", "On the phone"),
        (
            (f"[`{o.name}`](#{o.name})", o.label.zh, o.label.en, o.module, writers(o), o.sync.mode)
            for o in every
        ),
    )
    return page(
        "Objects and states · 对象与状态",
        "What the rooms declare. Every object has, besides its own fields, `id`, `org_id`, "
        "`dept_id`, `owner_id`, `created_at`, `created_by`, `updated_at`, `updated_by`, `version` "
        "and `deleted_at`. “Services” under *Written by* means: the generic create and update "
        "refuse it, rows come from the room's own verbs. *On the phone* is the sync policy: "
        "`none`, `reference` (the whole table), `assigned` (mine), `scope` (all I may see).",
        overview,
        *(one_object(o) for o in every),
    )


def writers(obj: Object) -> str:
    return "anyone with the right" if obj.writable else "services"


def one_object(obj: Object) -> str:
    parts = [
        f'<a id="{obj.name}"></a>\n\n## `{obj.name}` {obj.label.zh} · {obj.label.en}',
        table(
            ("Field", "Type", "中文", "English", "Notes"),
            (
                (f"`{f.name}`", f"`{f.type}`", f.label.zh, f.label.en, notes(f))
                for f in obj.fields
                if not f.retired
            ),
        ),
    ]
    if obj.machine is not None:
        parts += machine(obj.machine)
    return "\n\n".join(parts)


def notes(field: Field) -> str:
    found = [
        word
        for word, holds in (
            ("required", field.required),
            ("unique", field.unique),
            ("indexed", field.indexed),
            ("searchable", field.searchable),
            ("kept by the program", field.system),
        )
        if holds
    ]
    if "object" in field.options:
        found.append(f"→ `{field.options['object']}`")
    if "choices" in field.options:
        found.append(" / ".join(f"`{c['value']}`" for c in field.options["choices"]))
    return ", ".join(found)


def machine(table_of: StateMachine) -> list[str]:
    states = table(
        ("State", "中文", "English", "Category"),
        (
            (f"`{s.name}`" + (" (first)" if s.name == table_of.initial else ""),
             s.label.zh, s.label.en, str(s.category))
            for s in table_of.states
        ),
    )  # fmt: skip
    moves = table(
        ("Command", "中文", "English", "From", "To", "Notes"),
        (
            (f"`{m.command}`", m.label.zh, m.label.en,
             ", ".join(f"`{s.name}`" for s in table_of.states if s.name in m.sources),
             f"`{m.target}`",
             ", ".join(w for w, on in (("reason", m.needs_reason), ("services only", m.internal)) if on))
            for m in table_of.transitions
        ),
    )  # fmt: skip
    return [states, moves]


# --- rights ----------------------------------------------------------------------------------


def rights_page(kernel: Kernel) -> str:
    roles = table(
        ("Role", "中文", "English", "Features"),
        (
            (f"`{r.code}`", r.name.zh, r.name.en, ", ".join(f"`{f}`" for f in r.features))
            for r in BUILT_IN_ROLES
        ),
    )
    blocks = [f"## By role\n\n{roles}"]
    for role in BUILT_IN_ROLES:
        rows = [
            (f"`{obj.name}`", actions(right), _SCOPES[right.scope.kind], exceptions(right))
            for obj in kernel.objects
            for right in obj.rights
            if right.role == role.code
        ]
        if rows:
            heads = ("Object", "Actions", "Scope", "Field exceptions")
            blocks.append(
                f"## `{role.code}` {role.name.zh} · {role.name.en}\n\n{table(heads, rows)}"
            )
    return page(
        "Rights and roles · 权限与角色",
        "What each built-in role gets when a company is made. They are only a start: a security "
        "administrator changes them as `role_grant` records. A person holds the sum of their "
        "roles; everyone has `staff`. The scope says which rows: own, team, unit (with its teams), "
        "subtree, named units, all, by filter. Fields not named are as wide as the actions allow.",
        *blocks,
    )


def actions(right: DefaultRight) -> str:
    return ", ".join(f"`{a}`" for a in sorted(right.actions))


def exceptions(right: DefaultRight) -> str:
    named = [f"`{name}` {r.name.lower()}" for name, r in right.fields.items()]
    if right.default_field is FieldRight.HIDDEN:
        named.append("all else hidden")
    return ", ".join(named)


# --- events and jobs -------------------------------------------------------------------------


def events_page(kernel: Kernel) -> str:
    events = table(
        ("Event", "中文", "English", "Payload"),
        (
            (f"`{e.name}`", e.label.zh, e.label.en, payload(e.schema))
            for e in sorted(kernel.events.all(), key=lambda e: e.name)
        ),
    )
    found = [kernel.jobs.get(name) for name in sorted(kernel.jobs.names())]
    jobs = table(
        ("Job", "Runs", "May take"),
        ((f"`{j.name}`", when(j.schedule), f"{j.timeout_s:g} s") for j in found if j is not None),
    )
    return page(
        "Events and jobs · 事件与任务",
        "Business events rooms emit into the change feed, in the transaction of what they tell "
        "of. Besides them every write of a record appears as `record.<object>.<op>` with `op` one "
        "of create, update, command, delete, restore. Webhooks and subscriptions name an event or "
        "a prefix that ends at a dot.",
        events,
        "## Jobs\n\nWhat the worker runs by itself for each company, in its time zone, and what "
        "is put into the queue by a write.",
        jobs,
    )


def payload(schema: type[msgspec.Struct]) -> str:
    return ", ".join(f"`{f.name}`" for f in msgspec.structs.fields(schema))


def when(schedule: object) -> str:
    cron, every = getattr(schedule, "cron", None), getattr(schedule, "every_s", None)
    if cron:
        return f"cron `{cron}`"
    return f"every {every} s" if every else "when queued"


# --- errors ----------------------------------------------------------------------------------


def errors_page() -> str:
    for module in pkgutil.walk_packages(sortie.__path__, "sortie."):
        if ".migrations" not in module.name:
            import_module(module.name)
    by_code: dict[str, type[AppError]] = {}
    for kind in below(AppError):
        if kind.__module__.startswith("sortie.") and "code" in vars(kind):
            by_code.setdefault(kind.code, kind)
    rows = (
        (f"`{code}`", kind.status, sentence(kind.text, "zh"), sentence(kind.text, "en"))
        for code, kind in sorted(by_code.items())
    )
    return page(
        "Error codes · 错误代码",
        "Every error is a problem document (RFC 9457) with `type`, `title`, `status`, `code` and "
        "`detail` in the caller's language. A code never changes its meaning; the sentence may "
        "be improved. `invalid` (422) carries `fields`, each with a path, a code and a sentence.",
        table(("Code", "HTTP", "中文", "English"), rows),
    )


def below(kind: type[AppError]) -> Iterator[type[AppError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def sentence(text: Label, language: str) -> str:
    found: str = getattr(text, language)
    return found


# --- field types -----------------------------------------------------------------------------


def field_types_page() -> str:
    return page(
        "Field types · 字段类型",
        "One registry on the server (`src/sortie/kernel/objects/field_types/registry.py`) and its "
        "twin in the browser (`web/packages/forms/src/registry.ts`).",
        table(
            ("Type", "What it is"),
            ((f"`{key}`", first_line(kind.__doc__) or "–") for key, kind in field_types.items()),
        ),
    )


def first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0].replace("``", "`")


def write(texts: Mapping[str, str], folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    write(pages())
