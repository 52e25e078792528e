import { keys, newQueryClient } from "@sortie/client/queries.ts";
import { configure } from "@sortie/client/transport.ts";
import { FormsProvider } from "@sortie/forms/widgets.tsx";
import { useLanguage } from "@sortie/ui/language.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { type ReactNode, useEffect } from "react";
import { consoleForms } from "../kit/forms_environment.ts";
import { theme } from "../kit/theme.ts";

const client = newQueryClient();
configure({ onSignedOut: () => client.setQueryData(keys.me, null) });

export function Providers({ children }: { children: ReactNode }) {
  const lang = useLanguage();
  configure({ language: lang });
  dayjs.locale(lang === "en" ? "en" : "zh-cn");
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider theme={theme} locale={lang === "en" ? enUS : zhCN} button={{ autoInsertSpace: false }}>
        <App>
          <FormsProvider value={consoleForms}>{children}</FormsProvider>
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
