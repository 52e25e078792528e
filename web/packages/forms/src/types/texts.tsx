import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import {
  asText,
  type FieldDisplayProps,
  type FieldInputProps,
  type FieldType,
  type Problem,
} from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

const operators = ["contains", "eq", "ne", "starts_with", "is_null", "not_null"] as const;

function textType(kind: "text" | "tel" | "email" | "url", check?: FieldType["check"]): FieldType {
  return {
    Input: ({ field, value, onChange, ties, disabled }: FieldInputProps) => {
      const { Text } = useForms().widgets;
      return (
        <Text
          ties={ties}
          kind={kind}
          value={asText(value)}
          onChange={onChange}
          disabled={disabled}
          maxLength={field.options.max_length}
        />
      );
    },
    Display: ({ value }: FieldDisplayProps) => <>{asText(value)}</>,
    ...(check ? { check } : {}),
    operators,
    filter: "text",
    sortable: true,
  };
}

function matches(shape: RegExp, problem: Problem): FieldType["check"] {
  return (_field, value) => (shape.test(asText(value).trim()) ? null : problem);
}

const checkText: FieldType["check"] = (field, value) => {
  const max = field.options.max_length;
  if (max && [...asText(value)].length > max) return { text: fieldWords.tooLong, filling: { max } };
  const pattern = field.options.pattern;
  if (pattern && !new RegExp(`^(?:${pattern})$`, "u").test(asText(value)))
    return { text: fieldWords.badPattern };
  return null;
};

export const text: FieldType = textType("text", checkText);

export const longText: FieldType = {
  ...textType("text", checkText),
  Input: ({ field, value, onChange, ties, disabled }) => {
    const { LongText } = useForms().widgets;
    return (
      <LongText
        ties={ties}
        value={asText(value)}
        onChange={onChange}
        disabled={disabled}
        maxLength={field.options.max_length}
      />
    );
  },
  Display: ({ value, brief }) => <span className={brief ? "f-clip" : "f-pre"}>{asText(value)}</span>,
};

export const phone: FieldType = {
  ...textType("tel", matches(/^[+\d][\d\s\-()（）*]{4,24}$/, { text: fieldWords.badPhone })),
  Display: ({ value, brief }) =>
    brief || asText(value).includes("*") ? (
      asText(value)
    ) : (
      <a href={`tel:${asText(value).replace(/[^\d+]/g, "")}`}>{asText(value)}</a>
    ),
};

export const email: FieldType = {
  ...textType("email", matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, { text: fieldWords.badEmail })),
  Display: ({ value, brief }) =>
    brief ? asText(value) : <a href={`mailto:${asText(value)}`}>{asText(value)}</a>,
};

export const url: FieldType = {
  ...textType("url", matches(/^https?:\/\/\S+$/i, { text: fieldWords.badUrl })),
  // Only web addresses become links: javascript: and data: stay text.
  Display: ({ value, brief }) =>
    !brief && /^https?:\/\//i.test(asText(value)) ? (
      <a href={asText(value)} target="_blank" rel="noreferrer noopener">
        {asText(value).replace(/^https?:\/\//i, "")}
      </a>
    ) : (
      asText(value)
    ),
};

export const autonumber: FieldType = {
  ...textType("text"),
  Display: ({ value }) => <span className="f-number">{asText(value)}</span>,
  system: true,
};

export const scan: FieldType = {
  ...textType("text", checkText),
  Input: ({ value, onChange, ties, disabled }) => {
    const { widgets, scan: read } = useForms();
    const say = useSay();
    const button = read ? (
      <widgets.Button
        onPress={() => {
          void read().then((code) => {
            if (code) onChange(code);
          });
        }}
      >
        <Icon name="scan" size={18} /> {say(fieldWords.scan)}
      </widgets.Button>
    ) : undefined;
    return (
      <widgets.Text
        ties={ties}
        value={asText(value)}
        onChange={onChange}
        disabled={disabled}
        after={disabled ? undefined : button}
      />
    );
  },
};
