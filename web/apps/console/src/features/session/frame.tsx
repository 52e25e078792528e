import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { Button } from "antd";
import type { ReactNode } from "react";
import "./sign_in.css";
import { signInWords as words } from "./words.ts";

/** What stands around every way in: the product's word at the left, a short form at the right. */
export function WayIn({ title, children }: { title: string; children: ReactNode }) {
  const say = useSay();
  const lang = useLanguage();
  return (
    <main className="c-sign-in">
      <section className="c-sign-in__claim">
        <p className="c-sign-in__big">{say(words.claim)}</p>
        <p>{say(words.points)}</p>
        <Track />
      </section>
      <section className="c-sign-in__form">
        <Button
          className="c-sign-in__language"
          type="text"
          onClick={() => setLanguage(lang === "en" ? "zh-CN" : "en")}
        >
          {say(words.language)}
        </Button>
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}

/** A day's route with its stops: the product in one line. */
function Track() {
  return (
    <svg className="c-sign-in__track" viewBox="0 0 520 240" aria-hidden="true">
      <path
        d="M30 200C90 90 160 210 220 130s90-90 150-50 90-20 120-50"
        fill="none"
        stroke="#2f7484"
        strokeWidth="14"
        strokeLinecap="round"
      />
      <path
        d="M30 200C90 90 160 210 220 130s90-90 150-50 90-20 120-50"
        fill="none"
        stroke="#cfe5ea"
        strokeWidth="3"
        strokeDasharray="1 11"
        strokeLinecap="round"
      />
      {[
        [30, 200],
        [142, 158],
        [220, 130],
        [330, 66],
      ].map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="11" fill="#0c2f38" stroke="#fff" strokeWidth="4" />
      ))}
      <circle cx="490" cy="30" r="14" fill="#f2a65a" stroke="#fff" strokeWidth="4" />
    </svg>
  );
}
