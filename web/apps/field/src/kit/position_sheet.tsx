import { Button } from "@sortie/ui/button.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { setConsent } from "./position_consent.ts";

const words = {
  title: { zh: "上班时共享位置", en: "Share where you are on shift" },
  what: { zh: "传什么", en: "What" },
  whatText: { zh: "手机的定位和误差，不含其他内容", en: "The phone's position and its error, nothing else" },
  why: { zh: "为什么", en: "Why" },
  whyText: {
    zh: "就近派单给您，路上时客户能看到您还有多远",
    en: "Jobs near you, and customers see how far you are while you are on the way",
  },
  when: { zh: "什么时候", en: "When" },
  whenText: {
    zh: "只在排班时间内、打开本应用时，最多两分钟一次；下班不传",
    en: "Only inside your shift with this app open, every two minutes at most; never off duty",
  },
  kept: { zh: "保存多久", en: "How long" },
  keptText: {
    zh: "只保存最后一个位置，新的会覆盖旧的",
    en: "Only the last position: each new one replaces it",
  },
  agree: { zh: "同意共享", en: "Share" },
  refuse: { zh: "不共享", en: "Don't share" },
} as const;

/** Plainly what, why, when and for how long, before anything is asked of the device. */
export function PositionSheet({ user, onClose }: { user: string; onClose: () => void }) {
  const say = useSay();
  const decide = (consent: "yes" | "no"): void => {
    setConsent(user, consent);
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={say(words.title)}
      footer={
        <>
          <Button size="l" onClick={() => decide("no")}>
            {say(words.refuse)}
          </Button>
          <Button kind="primary" size="l" onClick={() => decide("yes")}>
            {say(words.agree)}
          </Button>
        </>
      }
    >
      <Facts>
        <Fact label={say(words.what)}>{say(words.whatText)}</Fact>
        <Fact label={say(words.why)}>{say(words.whyText)}</Fact>
        <Fact label={say(words.when)}>{say(words.whenText)}</Fact>
        <Fact label={say(words.kept)}>{say(words.keptText)}</Fact>
      </Facts>
    </Sheet>
  );
}
