/** What the site answered, or a sentence saying why it did not do it. */
export type Posted<Answer> = { ok: true; answer: Answer } | { ok: false; said: string };

/** Sends what only the operator may ask for. `Answer` is what our own endpoint's contract says. */
export async function postRequest<Answer>(path: string, key: string, body: object): Promise<Posted<Answer>> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return { ok: true, answer: await response.json() };
    const problem: { detail?: string } = await response.json();
    return { ok: false, said: problem.detail ?? "The request was refused." };
  } catch {
    return { ok: false, said: "The site did not answer; try again in a moment." };
  }
}

/** What is said once a job was made of a request. */
export const ASKED = "Asked. The jobs page shows how far it is; then load this page again.";
