"""The kernel's own objects: the organisation, its people, their roles, and calendars."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import (
    Field,
    Layouts,
    Object,
    Section,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import NO_ROWS, choices, move, right, state

_ADMIN = right("system_admin", "*")
_SECURITY = right("security_admin", "*")
_PERIOD = (
    Field("valid_from", "date", Label("生效日", "From")),
    Field("valid_to", "date", Label("失效日", "Until"),
          help=Label("含当日；空为长期", "The last day; empty: for good")),
)  # fmt: skip

ORG_UNIT = Object(
    name="org_unit",
    label=Label("组织", "Unit"),
    module="kernel",
    title="name",
    icon="apartment",
    own_fields=("manager_id",),
    fields=(
        Field("kind", "choice", Label("类型", "Kind"), required=True, default="department", indexed=True,
              options=choices(("group", "集团", "Group", "purple"), ("company", "公司", "Company", "blue"),
                              ("department", "部门", "Department", "cyan"), ("team", "班组", "Team", "green"),
                              ("outlet", "网点", "Outlet", "orange"))),
        Field("code", "text", Label("编码", "Code"), required=True, unique=True, searchable=True,
              options={"max_length": 64}),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True,
              options={"max_length": 120}),
        Field("parent", "link", Label("上级组织", "Parent"), options={"object": "org_unit"}),
        Field("manager_id", "member", Label("负责人", "Head"), indexed=True),
        *_PERIOD,
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "active",
        (
            state("active", "启用", "Active", "open", "green"),
            state("archived", "已停用", "Archived", "cancelled", "grey"),
        ),
        (
            move("archive", "active", "archived", "停用", "Archive", reason=True),
            move("restore_unit", "archived", "active", "恢复启用", "Put back"),
        ),
    ),
    layouts=Layouts(
        list=("code", "name", "kind", "parent", "manager_id", "state"),
        sort=("code",),
        filters=("kind", "parent", "state"),
        detail=(
            Section(Label("组织", "Unit"), ("code", "name", "kind", "parent", "manager_id")),
            Section(Label("有效期", "Validity"), ("valid_from", "valid_to")),
        ),
        related=("employment.org_unit",),
    ),
    rights=(_ADMIN, right("security_admin", "read"), right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

USER = Object(
    name="user",
    label=Label("人员", "Person"),
    module="kernel",
    title="name",
    icon="user",
    own_fields=("id",),
    fields=(
        Field("name", "text", Label("姓名", "Name"), required=True, searchable=True,
              options={"max_length": 60}),
        Field("login", "text", Label("登录名", "Login"), unique=True, searchable=True,
              options={"max_length": 64}),
        Field("phone", "phone", Label("手机", "Phone"), unique=True, searchable=True, sensitive="phone"),
        Field("email", "email", Label("邮箱", "E-mail"), unique=True),
        Field("locale", "choice", Label("语言", "Language"), default="zh-CN",
              options=choices(("zh-CN", "中文", "Chinese"), ("en", "英文", "English"))),
        Field("time_zone", "text", Label("时区", "Time zone"), options={"max_length": 64},
              help=Label("空为公司时区", "Empty: the company's")),
        Field("avatar", "photo", Label("头像", "Picture"), options={"max_count": 1}),
        Field("last_seen", "datetime", Label("最近在线", "Last seen"), system=True),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "invited",
        (
            state("invited", "已邀请", "Invited", "open", "cyan"),
            state("active", "在职", "Active", "open", "green"),
            state("locked", "已锁定", "Locked", "paused", "orange"),
            state("left", "已离职", "Left", "cancelled", "grey"),
        ),
        (
            move("activate", "invited", "active", "启用", "Activate"),
            move("lock", "active", "locked", "锁定", "Lock", reason=True),
            move("unlock", "locked", "active", "解锁", "Unlock"),
            move("leave", "invited active locked", "left", "离职", "Leave", reason=True),
            move("rejoin", "left", "active", "复职", "Rejoin", reason=True),
        ),
    ),
    layouts=Layouts(
        list=("name", "login", "phone", "state", "last_seen"),
        sort=("name",),
        filters=("state",),
        detail=(
            Section(Label("基本信息", "Basics"), ("name", "avatar", "phone", "email", "state")),
            Section(Label("登录", "Sign-in"), ("login", "locale", "time_zone", "last_seen")),
        ),
        related=("employment.user", "user_role.user"),
    ),
    rights=(
        _ADMIN,
        right("security_admin", "read command:lock command:unlock"),
        right("manager", "read", read_only=["phone"]),
        right("dispatcher", "read", read_only=["phone"]),
        right("agent", "read", read_only=["phone"]),
        right("staff", "read", mask=["phone"], hide=["email", "login", "last_seen"]),
        right("portal", "read", where=NO_ROWS, show=["name"], mask=["phone"]),
    ),
    sync=SyncPolicy("reference"),
)  # fmt: skip

EMPLOYMENT = Object(
    name="employment",
    label=Label("任职", "Post"),
    module="kernel",
    title="position",
    icon="idcard",
    own_fields=("user",),
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("org_unit", "department", Label("组织", "Unit"), required=True, indexed=True),
        Field("position", "text", Label("岗位", "Position"), options={"max_length": 60}),
        Field("is_primary", "switch", Label("主岗", "Main post"), required=True, default=True),
        Field("report_to", "member", Label("汇报对象", "Reports to")),
        *_PERIOD,
    ),
    layouts=Layouts(
        list=("user", "org_unit", "position", "is_primary", "valid_from", "valid_to"),
        filters=("user", "org_unit"),
    ),
    rights=(_ADMIN, right("security_admin", "read"), right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

ROLE = Object(
    name="role",
    label=Label("角色", "Role"),
    module="kernel",
    title="name",
    icon="team",
    own_fields=(),
    fields=(
        Field("code", "text", Label("编码", "Code"), required=True, unique=True,
              options={"max_length": 64}),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True,
              options={"max_length": 60}),
        Field("features", "tags", Label("功能权限", "Features"), default=[],
              options={"max_count": 200}),
        Field("built_in", "switch", Label("内置", "Built in"), required=True, default=False, system=True),
        Field("description", "long_text", Label("说明", "Description")),
    ),
    layouts=Layouts(list=("code", "name", "built_in"), sort=("code",),
                    related=("role_grant.role", "user_role.role")),
    rights=(_SECURITY, right("system_admin", "read"), right("audit_admin", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip

ROLE_GRANT = Object(
    name="role_grant",
    label=Label("角色权限", "Grant"),
    module="kernel",
    title="object",
    icon="key",
    own_fields=(),
    fields=(
        Field("role", "link", Label("角色", "Role"), required=True, options={"object": "role"}),
        Field("object", "text", Label("对象", "Object"), required=True, options={"max_length": 64}),
        Field("actions", "tags", Label("操作", "Actions"), required=True, default=[],
              options={"max_count": 200}),
        Field("scope_kind", "choice", Label("数据范围", "Data scope"), required=True, default="own",
              options=choices(("own", "本人", "Own"), ("team", "本组", "Team"),
                              ("unit", "本部门", "Unit"), ("subtree", "本部门及下级", "Subtree"),
                              ("named", "指定组织", "Named units"), ("all", "全部", "All"),
                              ("filter", "按条件", "By filter"))),
        Field("scope_units", "departments", Label("指定组织", "Units"), default=[]),
        Field("scope_filter", "json", Label("条件", "Filter")),
        Field("default_field", "choice", Label("默认字段权限", "Fields by default"), required=True,
              default="write",
              options=choices(("hidden", "隐藏", "Hidden"), ("masked", "脱敏", "Masked"),
                              ("read", "只读", "Read"), ("write", "可写", "Write"))),
        Field("fields", "json", Label("字段权限", "Field rights"), default={},
              help=Label("字段名 → hidden/masked/read/write", "Field → hidden/masked/read/write")),
    ),
    layouts=Layouts(list=("role", "object", "actions", "scope_kind", "default_field"),
                    sort=("object",), filters=("role", "object")),
    rights=(_SECURITY, right("audit_admin", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip

USER_ROLE = Object(
    name="user_role",
    label=Label("人员角色", "Person's role"),
    module="kernel",
    title="role",
    icon="solution",
    own_fields=("user",),
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("role", "link", Label("角色", "Role"), required=True, options={"object": "role"}),
        Field("org_unit", "department", Label("限于组织", "Within unit"),
              help=Label("空为本人全部任职组织", "Empty: all units of the person's posts")),
        Field("until", "datetime", Label("有效至", "Until")),
    ),
    layouts=Layouts(list=("user", "role", "org_unit", "until"), filters=("user", "role")),
    rights=(_SECURITY, right("system_admin", "read"), right("audit_admin", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip

CALENDAR = Object(
    name="calendar",
    label=Label("日历", "Calendar"),
    module="kernel",
    title="name",
    icon="calendar",
    own_fields=(),
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, unique=True, searchable=True,
              options={"max_length": 60}),
        Field("definition", "json", Label("工作时间", "Working time"), required=True, default={}),
        Field("is_default", "switch", Label("默认", "Default"), required=True, default=False),
    ),
    layouts=Layouts(list=("name", "is_default"), sort=("name",)),
    rights=(_ADMIN, right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

DIRECTORY: tuple[Object, ...] = (
    ORG_UNIT, USER, EMPLOYMENT, ROLE, ROLE_GRANT, USER_ROLE, CALENDAR,
)  # fmt: skip
