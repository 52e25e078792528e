import { keys, newQueryClient } from "@sortie/client/queries.ts";
import { configure } from "@sortie/client/transport.ts";
import { FormsProvider } from "@sortie/forms/widgets.tsx";
import { useLanguage } from "@sortie/ui/language.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { type ReactNode, useEffect } from "react";
import { consoleForms } from "../kit/forms_environment.ts";
import { theme } from "../kit/theme.ts";

// «Cancel» is what becomes of an order; a dialog one thinks better of is left by «Back»
const back = (locale: Locale, cancelText: string): Locale => ({
  ...locale,
  Modal: { ...zhCN.Modal, ...locale.Modal, cancelText } as NonNullable<Locale["Modal"]>,
  Popconfirm: { ...zhCN.Popconfirm, ...locale.Popconfirm, cancelText } as NonNullable<Locale["Popconfirm"]>,
});
const locales = { "zh-CN": back(zhCN, "返回"), en: back(enUS, "Back") };

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
      <ConfigProvider theme={theme} locale={locales[lang]} button={{ autoInsertSpace: false }}>
        <App>
          <FormsProvider value={consoleForms}>{children}</FormsProvider>
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
