"""What the messaging room declares: notifications to people, notes on records."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, SyncPolicy
from sortie.kernel.objects.declare import NO_ROWS, choices, right

NOTIFICATION = Object(
    name="notification",
    label=Label("通知", "Notification"),
    module="messaging",
    title="title",
    icon="bell",
    own_fields=("user",),
    writable=False,
    fields=(
        Field("user", "member", Label("接收人", "To"), required=True, indexed=True),
        Field("event", "text", Label("事件", "Event"), required=True),
        Field("title", "text", Label("标题", "Title"), required=True),
        Field("body", "long_text", Label("内容", "Body")),
        Field("about_object", "text", Label("相关对象", "About")),
        Field("about_record", "text", Label("相关记录", "Record")),
        Field("urgency", "choice", Label("级别", "Urgency"), default="normal",
              options=choices(("low", "低", "Low"), ("normal", "普通", "Normal"),
                              ("high", "紧急", "Urgent", "red"))),
        Field("read_at", "datetime", Label("已读时间", "Read")),
        Field("dedupe_key", "text", Label("去重键", "Dedupe key"), unique=True),
    ),
    layouts=Layouts(list=("title", "body", "created_at", "read_at"), filters=("urgency",)),
    rights=(right("staff", "read", "own"),),
    sync=SyncPolicy("assigned", days=14),
)  # fmt: skip

NOTE = Object(
    name="note",
    label=Label("备注", "Note"),
    module="messaging",
    title="text",
    icon="message",
    writable=False,
    fields=(
        Field("about_object", "text", Label("相关对象", "About"), required=True, indexed=True),
        Field("about_record", "text", Label("相关记录", "Record"), required=True, indexed=True),
        Field("text", "long_text", Label("内容", "Text"), required=True, options={"max_length": 4000}),
        Field("mentions", "members", Label("提到的人", "Mentions")),
        Field("files", "files", Label("附件", "Files")),
        Field("visibility", "choice", Label("可见范围", "Visible to"), default="internal",
              options=choices(("internal", "内部", "Staff"), ("customer", "客户可见", "Customer too"))),
    ),
    layouts=Layouts(list=("text", "created_by", "created_at")),
    # read through the record it is about: the room's own verb checks that record first
    rights=(
        right("staff", "read", "own"),
        right("portal", "read", where=NO_ROWS, show=["text", "created_at", "created_by"]),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

OBJECTS = (NOTIFICATION, NOTE)
