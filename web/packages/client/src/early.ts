const FRESH_MS = 20_000;

interface Early {
  answers: Map<string, Promise<Response>>;
  language: string;
  at: number;
}

/** The answer to a read that the page asked for before the app's code came (`public/early.js`); each is given away
 * once, and only while it is fresh. undefined: ask. */
export function earlyAnswer(path: string, language: string): Promise<Response> | undefined {
  const early = (globalThis as { sortieEarly?: Early }).sortieEarly;
  const answer = early?.answers.get(path);
  if (!early || !answer) return undefined;
  early.answers.delete(path);
  return early.language === language && Date.now() - early.at < FRESH_MS ? answer : undefined;
}
