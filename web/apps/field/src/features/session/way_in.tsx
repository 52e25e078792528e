import type { ReactNode } from "react";
import "./sign_in.css";

/** The frame of everything before somebody is in: what it is about above, what to do below. */
export function WayIn({ title, claim, top, children }: WayInProps) {
  return (
    <main className="m-sign-in">
      <header className="m-sign-in__head">
        {top}
        <h1>{title}</h1>
        {claim ? <p>{claim}</p> : null}
      </header>
      <div className="m-sign-in__form">{children}</div>
    </main>
  );
}

interface WayInProps {
  title: string;
  claim?: string | undefined;
  top?: ReactNode;
  children: ReactNode;
}
