import "./styles/feedback.css";

const HUES = [190, 24, 215, 90, 320, 45, 265, 150];

/** A picture, or the last two characters of a Chinese name / the initials, on a ground that stays the person's own. */
export function Avatar({ name, src, size = 40 }: { name: string; src?: string | null; size?: number }) {
  if (src) return <img className="s-avatar" src={src} alt="" width={size} height={size} loading="lazy" />;
  const chinese = /\p{Script=Han}/u.test(name);
  const letters = chinese
    ? name.slice(size < 30 ? -1 : -2)
    : name
        .split(/\s+/)
        .map((part) => part[0] ?? "")
        .slice(0, size < 30 ? 1 : 2)
        .join("")
        .toUpperCase();
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const hue = HUES[sum % HUES.length];
  return (
    <span
      className="s-avatar"
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        fontSize: size * (size < 30 ? 0.55 : 0.36),
        background: `hsl(${hue} 38% 88%)`,
        color: `hsl(${hue} 60% 22%)`,
      }}
    >
      {letters}
    </span>
  );
}
