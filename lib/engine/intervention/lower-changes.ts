import { Tensor } from "onnxruntime-node";
import { badRequest } from "#lib/errors.ts";
import { maskedScore } from "#lib/engine/decoder/positions.ts";
import { blockHook, type HookPoint, hookWidth } from "#lib/engine/hook-point.ts";
import type { Change, Positions } from "#lib/engine/intervention/change.ts";
import { isOfPairs, pointInputs, rankOf, type Slots, sourceInputs } from "#lib/engine/intervention/slots.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

/** Which part of a sequence a run computes: `length` tokens after `start` that are known already. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

type Model = Pick<ModelWeights, "config" | "decoder">;
type Feeds = Record<string, Tensor>;
type PointChange = Exclude<Change, { kind: "scale-features" }>;

/**
 * Turns changes into the tensors of a graph's slots, for one run.
 * @throws AppError bad_request for a change the session has no slot for, or that does not fit the model
 */
export function lowerChanges(model: Model, slots: Slots, changes: readonly Change[], span: Span): Feeds {
  const byPoint = new Map<HookPoint, PointChange[]>(slots.points.map((point) => [point, []]));
  const bySource = slots.sources.map(() => [] as Extract<Change, { kind: "scale-features" }>[]);
  for (const change of changes) {
    if (change.kind === "scale-features") {
      const own = bySource[change.source];
      if (!own) throw badRequest(`This session has ${slots.sources.length} sources, and no number ${change.source}.`);
      own.push(change);
    } else {
      const point = pointOf(change);
      const own = byPoint.get(point);
      if (!own)
        throw badRequest(`This session was not opened for changes at ${point}; name the point when it is opened.`);
      own.push(change);
    }
  }
  const feeds: Feeds = {};
  for (const [point, own] of byPoint) Object.assign(feeds, lowerPoint(model, point, own, span));
  for (const [i, own] of bySource.entries())
    Object.assign(feeds, lowerSource(i, slots.sources[i]?.features ?? 0, own, span));
  return feeds;
}

/** Where a change is made. */
export function pointOf(change: PointChange): HookPoint {
  if (change.kind === "scale-heads") return blockHook(change.layer, "attn.hook_z");
  if (change.kind === "cut-edges") return blockHook(change.layer, "attn.hook_attn_scores");
  return change.point;
}

function lowerPoint(model: Model, point: HookPoint, changes: readonly PointChange[], span: Span): Feeds {
  const { config } = model;
  const names = pointInputs(point);
  const feed = (shape: readonly number[], scale: Float32Array, shift: Float32Array): Feeds => ({
    [names.scale]: new Tensor("float32", scale, [...shape]),
    [names.shift]: new Tensor("float32", shift, [...shape]),
  });
  if (changes.length === 0)
    return feed(
      Array.from({ length: rankOf(point) }, () => 1),
      Float32Array.of(1),
      Float32Array.of(0),
    );
  if (isOfPairs(point)) {
    const keys = span.start + span.length;
    const shift = lowerEdges(model, changes, span);
    return {
      [names.scale]: new Tensor("float32", Float32Array.of(1), [1, 1, 1, 1]),
      [names.shift]: new Tensor("float32", shift, [1, config.heads, span.length, keys]),
    };
  }
  const width = hookWidth(config, point);
  if (width === undefined) throw badRequest(`The model has no ${point}.`);
  const scale = new Float32Array(span.length * width).fill(1);
  const shift = new Float32Array(span.length * width);
  for (const change of changes) applyChange(config, change, { width, span, scale, shift });
  return feed([1, span.length, width], scale, shift);
}

type Affine = { width: number; span: Span; scale: Float32Array; shift: Float32Array };

/** value · scale + shift, followed by one more change, is of that form again. */
function applyChange(config: ModelConfig, change: PointChange, { width, span, scale, shift }: Affine): void {
  const multiply = (position: number, unit: number, factor: number, add = 0) => {
    const i = (position - span.start) * width + unit;
    scale[i] = (scale[i] ?? 0) * factor;
    shift[i] = (shift[i] ?? 0) * factor + add;
  };
  const each = (units: Iterable<number>, of: (unit: number) => number, positions: Positions | undefined) => {
    for (const position of positionsIn(span, positions)) for (const unit of units) multiply(position, unit, of(unit));
  };
  const all = Array.from({ length: width }, (_, unit) => unit);
  switch (change.kind) {
    case "add": {
      requireLength(change.vector, width, change.point);
      for (const position of positionsIn(span, change.positions))
        for (const unit of all) multiply(position, unit, 1, change.vector[unit]);
      return;
    }
    case "replace": {
      requireLength(change.values, change.positions.length * width, change.point);
      const rows = new Map(change.positions.map((position, row) => [position, row]));
      for (const position of positionsIn(span, change.positions))
        for (const unit of all) multiply(position, unit, 0, change.values[(rows.get(position) ?? 0) * width + unit]);
      return;
    }
    case "scale": {
      requireBelow(change.units ?? [], width, `numbers at ${change.point}`);
      each(change.units ?? all, () => change.factor, change.positions);
      return;
    }
    case "scale-heads": {
      requireBelow(change.heads, config.heads, "heads");
      const chosen = new Set(change.heads);
      each(all, (unit) => (chosen.has(Math.floor(unit / config.headSize)) ? change.factor : 1), change.positions);
      return;
    }
    case "cut-edges":
      throw new TypeError("edges lie between tokens");
  }
}

/** @returns [heads × queries × keys] what is added to the scores */
function lowerEdges({ config: { heads }, decoder }: Model, changes: readonly PointChange[], span: Span): Float32Array {
  const keys = span.start + span.length;
  const shift = new Float32Array(heads * span.length * keys);
  for (const change of changes) {
    if (change.kind !== "cut-edges")
      throw badRequest("Scores and patterns of attention are changed by cutting edges only.");
    requireBelow(change.heads ?? [], heads, "heads");
    for (const head of change.heads ?? Array.from({ length: heads }, (_, i) => i))
      for (const query of positionsIn(span, change.queries)) {
        const row = (head * span.length + query - span.start) * keys;
        for (const key of change.keys) if (key >= 0 && key < keys) shift[row + key] = maskedScore;
        // With nothing left to look at, the softmax would spread over tokens that are masked.
        const farthest = Math.max(0, query + 1 - (decoder.blocks[change.layer]?.attention.window ?? Infinity));
        if (shift.subarray(row + farthest, row + query + 1).every((value) => value < 0))
          throw badRequest(
            `Every edge of position ${query} in head ${head} would be cut; leave it one token to look at.`,
          );
      }
  }
  return shift;
}

function lowerSource(
  source: number,
  features: number,
  changes: readonly Extract<Change, { kind: "scale-features" }>[],
  span: Span,
): Feeds {
  const names = sourceInputs(source);
  const more = new Float32Array(features);
  const where = new Float32Array(span.length);
  const [first] = changes;
  for (const change of changes) {
    if (first?.positions?.join() !== change.positions?.join())
      throw badRequest(
        "Features of one source are scaled at the same positions; ask for one set of positions at a time.",
      );
    requireBelow(change.features, features, "features");
    for (const feature of change.features) more[feature] = (1 + (more[feature] ?? 0)) * change.factor - 1;
    for (const position of positionsIn(span, change.positions)) where[position - span.start] = 1;
  }
  return {
    [names.more]: new Tensor("float32", more, [features]),
    [names.where]: new Tensor("float32", where, [span.length, 1]),
  };
}

function positionsIn({ start, length }: Span, positions?: Positions): readonly number[] {
  if (!positions) return Array.from({ length }, (_, i) => start + i);
  const outside = positions.find((position) => !Number.isInteger(position) || position < 0);
  if (outside !== undefined) throw badRequest(`${outside} is not a position; positions count from 0.`);
  return positions.filter((position) => position >= start && position < start + length);
}

function requireLength(values: Float32Array, length: number, point: HookPoint): void {
  if (values.length !== length)
    throw badRequest(`A change at ${point} came with ${values.length} numbers where it needs ${length}.`);
}

function requireBelow(indices: readonly number[], limit: number, what: string): void {
  const outside = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= limit);
  if (outside !== undefined)
    throw badRequest(`There are ${limit} ${what}, counted from 0; ${outside} is none of them.`);
}
