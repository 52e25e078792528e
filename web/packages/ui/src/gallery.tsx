import { type ReactNode, useState } from "react";
import { Avatar } from "./avatar.tsx";
import { Badge } from "./badge.tsx";
import { Button, IconButton } from "./button.tsx";
import { Card } from "./card.tsx";
import { Countdown } from "./countdown.tsx";
import { DateTime } from "./date_time.tsx";
import { ask } from "./dialog.tsx";
import { Empty } from "./empty.tsx";
import { ErrorState } from "./error_state.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { Input, TextArea } from "./input.tsx";
import { Fact, Facts, List, ListItem } from "./list.tsx";
import { NavBar } from "./nav_bar.tsx";
import { Banner, Page, Row, Stack } from "./page.tsx";
import { type Photo, PhotoPicker } from "./photo_picker.tsx";
import { OptionList, Picker } from "./picker.tsx";
import { ProgressBar } from "./progress_bar.tsx";
import { Rating } from "./rating.tsx";
import { SearchBar } from "./search_bar.tsx";
import { Segmented } from "./segmented.tsx";
import { Sheet } from "./sheet.tsx";
import { SignaturePad } from "./signature_pad.tsx";
import { Skeleton } from "./skeleton.tsx";
import { Stepper } from "./stepper.tsx";
import { Steps } from "./steps.tsx";
import { Switch } from "./switch.tsx";
import { Tag } from "./tag.tsx";
import { toast } from "./toast.tsx";

const options = ["空调维修", "热水器", "电路检修", "清洗保养", "门锁更换"].map((label, at) => ({
  value: String(at),
  label,
}));
const tones = ["open", "paused", "done", "cancelled", "danger", "accent", "brand", "purple"];
const now = new Date("2026-11-22T10:00:00Z");

/** Every part of the kit on one page, to look at while developing; never part of a build. */
export function Gallery() {
  return (
    <Page
      nav={
        <NavBar
          title="组件"
          note="Gallery"
          onBack={() => undefined}
          right={<IconButton icon="refresh" label="刷新" />}
        />
      }
      footer={<Button kind="primary">下一步</Button>}
    >
      <Stack>
        <Showing />
        <Entering />
        <Capturing />
        <States />
      </Stack>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card title={title}>
      <Stack>{children}</Stack>
    </Card>
  );
}

function Showing() {
  return (
    <>
      <Part title="Button · Tag · Badge · Avatar">
        <Row>
          <Button kind="primary">主要</Button>
          <Button>普通</Button>
          <Button kind="danger">危险</Button>
          <Button kind="quiet" icon="phone">
            安静
          </Button>
          <Button busy>处理中</Button>
        </Row>
        <Row>
          {tones.map((tone) => (
            <Tag key={tone} tone={tone}>
              {tone}
            </Tag>
          ))}
        </Row>
        <Row>
          <Badge count={7}>
            <Icon name="bell" />
          </Badge>
          <Avatar name="王建国" />
          <Avatar name="Anna Li" />
          <Countdown now={now} until="2026-11-22T10:25:00Z" />
          <Countdown now={now} until="2026-11-22T09:10:00Z" />
        </Row>
      </Part>
      <List label="List">
        <ListItem
          before={<Icon name="pin" />}
          title="翠湖花园 3 栋 1204"
          note="2.4 公里 · 预计 12 分钟"
          to="/"
        />
        <ListItem title="保修期内" after="是" />
      </List>
      <Card
        tone="accent"
        title="WO2611-01086"
        action={<Tag tone="orange">待派单</Tag>}
        footer={<Button kind="primary">接单</Button>}
      >
        <Facts>
          <Fact label="客户">翠湖花园物业</Fact>
          <Fact label="时间">今天 14:00–16:00</Fact>
        </Facts>
      </Card>
      <Part title="Steps · Progress">
        <Steps
          steps={[
            { key: "1", title: "已派单", at: "09:12", state: "done" },
            { key: "2", title: "工程师已出发", note: "预计 14:20 到达", at: "13:58", state: "now" },
            { key: "3", title: "开始服务", state: "next" },
          ]}
        />
        <ProgressBar value={0.6} label="检查项" />
      </Part>
    </>
  );
}

function Entering() {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<string[]>(["1"]);
  const [on, setOn] = useState(true);
  const [count, setCount] = useState(2);
  const [view, setView] = useState<"list" | "map">("list");
  const [stars, setStars] = useState(4);
  return (
    <Part title="Form">
      <SearchBar value={text} onChange={setText} />
      <Field label="联系电话" required error="请填写联系电话。">
        {(ties) => <Input {...ties} value={text} onChange={setText} inputMode="tel" />}
      </Field>
      <Field label="故障描述" help="客户怎么说就怎么写。">
        {(ties) => <TextArea {...ties} value={text} onChange={setText} />}
      </Field>
      <Field label="服务类型">
        {(ties) => (
          <Picker
            {...ties}
            title="服务类型"
            options={options}
            value={picked}
            onChange={setPicked}
            multiple
            searchable
          />
        )}
      </Field>
      <OptionList
        label="结果"
        options={options.slice(0, 2)}
        chosen={picked}
        onToggle={(one) => setPicked([one])}
      />
      <Field label="期望时间">
        {(ties) => (
          <DateTime {...ties} kind="datetime" value="2026-11-22T06:00:00Z" onChange={() => undefined} />
        )}
      </Field>
      <Row between>
        <Stepper aria-label="数量" value={count} onChange={setCount} />
        <Switch aria-label="保修" value={on} onChange={setOn} />
      </Row>
      <Segmented
        label="视图"
        value={view}
        onChange={setView}
        options={[
          { value: "list", label: "列表" },
          { value: "map", label: "地图" },
        ]}
      />
      <Rating
        label="评分"
        labels={["很差", "较差", "一般", "满意", "非常满意"]}
        value={stars}
        onChange={setStars}
      />
    </Part>
  );
}

function Capturing() {
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [open, setOpen] = useState(false);
  return (
    <Part title="Photo · Signature · Overlays">
      <PhotoPicker
        value={photos}
        onChange={setPhotos}
        upload={async (file) => ({ id: crypto.randomUUID(), url: URL.createObjectURL(file) })}
      />
      <SignaturePad onSign={() => undefined} />
      <Row>
        <Button onClick={() => setOpen(true)}>Sheet</Button>
        <Button onClick={() => void ask({ title: "取消这张工单？", danger: true })}>Dialog</Button>
        <Button onClick={() => toast("已保存")}>Toast</Button>
      </Row>
      <Sheet open={open} onClose={() => setOpen(false)} title="拒绝原因">
        <OptionList options={options} chosen={[]} onToggle={() => setOpen(false)} />
      </Sheet>
    </Part>
  );
}

function States() {
  return (
    <Part title="Banner · Skeleton · Empty · Error">
      <Banner tone="paused">没有网络</Banner>
      <Skeleton rows={2} height={40} />
      <Empty />
      <ErrorState onRetry={() => undefined} />
    </Part>
  );
}
