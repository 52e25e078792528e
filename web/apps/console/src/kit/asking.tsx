import { useSay } from "@sortie/ui/language.ts";
import { App, Input } from "antd";
import { useCallback } from "react";
import { doingWords as words } from "./doing_words.ts";

/** Asks for a reason before an act that wants one; null when the reader thought better of it. */
export function useReason(): (title: string) => Promise<string | null> {
  const say = useSay();
  const { modal, message } = App.useApp();
  return useCallback(
    (title) =>
      new Promise((settle) => {
        let given = "";
        modal.confirm({
          title,
          icon: null,
          okText: title,
          content: (
            <Input.TextArea
              autoFocus
              rows={3}
              maxLength={500}
              aria-label={say(words.reason)}
              placeholder={say(words.reason)}
              onChange={(event) => {
                given = event.target.value.trim();
              }}
            />
          ),
          onOk: () => {
            if (!given) {
              void message.error(say(words.reasonNeed));
              return Promise.reject(new Error("reason"));
            }
            settle(given);
            return Promise.resolve();
          },
          onCancel: () => settle(null),
        });
      }),
    [message, modal, say],
  );
}
