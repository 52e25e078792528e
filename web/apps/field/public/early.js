// Runs before the app's own code has come: asks for what its first screen shows, so that both arrive
// together. @sortie/client/early.ts hands each answer to the first read of its address, in this language.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("sortie.language");
  } catch {
    // a browser that keeps nothing
  }
  const english = kept ? kept === "en" : navigator.language.toLowerCase().startsWith("en");
  const language = english ? "en" : "zh-CN";
  const first = ["/api/v1/session"];
  // whoever is signed in carries this cookie; nobody else has a day
  const signedIn = /(?:^|; )(?:__Host-)?sortie-csrf=/.test(document.cookie);
  if (signedIn && /^\/m\/?$/.test(location.pathname)) first.push("/api/v1/field/today");
  const answers = new Map();
  for (const path of first) {
    const answer = fetch(path, {
      credentials: "same-origin",
      headers: { Accept: "application/json", "Accept-Language": language },
    });
    answer.catch(() => undefined);
    answers.set(path, answer);
  }
  globalThis.sortieEarly = { answers, language, at: Date.now() };
})();
