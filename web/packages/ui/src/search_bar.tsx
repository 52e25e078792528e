import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Input } from "./input.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

export interface SearchBarProps {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}

export function SearchBar({ value, onChange, placeholder }: SearchBarProps) {
  const say = useSay();
  const label = placeholder ?? say(words.search);
  return (
    <search>
      <Input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={onChange}
        before={<Icon name="search" size={18} />}
        after={
          value ? (
            <IconButton icon="cross" label={say(words.clear)} onClick={() => onChange("")} />
          ) : undefined
        }
      />
    </search>
  );
}
