import { keys, newQueryClient } from "@sortie/client/queries.ts";
import { configure } from "@sortie/client/transport.ts";
import { clock } from "@sortie/sync/clock.ts";
import { DialogHost } from "@sortie/ui/dialog.tsx";
import { useLanguage } from "@sortie/ui/language.ts";
import { ToastHost } from "@sortie/ui/toast.tsx";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";

const client = newQueryClient();
configure({
  onSignedOut: () => client.setQueryData(keys.me, null),
  onAnswer: (askedAt, cameAt, headers) => {
    const served = headers.get("X-Server-Time");
    if (served) clock.sample(askedAt, cameAt, Number(served));
  },
});

export function Providers({ children }: { children: ReactNode }) {
  const lang = useLanguage();
  configure({ language: lang });
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  return (
    <QueryClientProvider client={client}>
      {children}
      <DialogHost />
      <ToastHost />
    </QueryClientProvider>
  );
}
