import type { Asking } from "#lib/explain/explainers/explainer.ts";
import type { SimulationInput } from "#lib/explain/prompts/simulation.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";
import type { LlmFailure } from "#lib/llm/result.ts";

/** Levels that a judge expects of a window's tokens, or why there are none. */
export type Simulation = { levels: Float64Array; failure: null } | { levels: null; failure: LlmFailure };
export type Simulated = ObservedWindow & Simulation;

/** A way to ask a judge for levels. */
export type Simulate = (asking: Asking, input: SimulationInput) => Promise<Simulation>;

export const noSimulation = (failure: LlmFailure): Simulation => ({ levels: null, failure });
