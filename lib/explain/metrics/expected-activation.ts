/** Simulated activations are the integers 0…10. */
const ACTIVATION_MAX = 10;

/**
 * Which of a position's top tokens say an activation:
 * - `exact` only "0"…"10" as they are (OpenAI);
 * - `last` also with spaces around, " 7"; of tokens that say the same number the last listed counts (Delphi, where a
 *   dictionary keeps the last: "7" and " 7" lose the mass of one);
 * - `summed` also with spaces around, the mass of tokens that say the same number added.
 */
export type ActivationReading = "exact" | "last" | "summed";

export type TopToken = { readonly token: string; readonly logprob: number };

/**
 * E[v] = Σ v·p(v) / Σ p(v) over those top tokens that say an integer v in 0…10; 0 if none does, as published.
 * OpenAI's all-at-once simulation asks for it at every token, with 15 top tokens.
 */
export function expectedActivation(
  topTokens: readonly TopToken[],
  { reading = "summed" }: { reading?: ActivationReading } = {},
): number {
  const mass = new Float64Array(ACTIVATION_MAX + 1);
  for (const { token, logprob } of topTokens) {
    const activation = parseActivation(token, reading);
    if (activation === undefined) continue;
    const before = reading === "summed" ? (mass[activation] ?? 0) : 0;
    mass[activation] = before + Math.exp(logprob);
  }
  let total = 0;
  let weighted = 0;
  for (let activation = 0; activation <= ACTIVATION_MAX; activation++) {
    total += mass[activation] ?? 0;
    weighted += activation * (mass[activation] ?? 0);
  }
  return total > 0 ? weighted / total : 0;
}

function parseActivation(token: string, reading: ActivationReading): number | undefined {
  const says = reading === "exact" ? /^(?:\d|10)$/ : /^\s*0*(?:\d|10)\s*$/;
  return says.test(token) ? Number(token) : undefined;
}
