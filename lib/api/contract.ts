import type * as z from "zod";
import type { AppErrorCode } from "#lib/errors.ts";

/** One operation of the API: what a handler is given and answers, and what the OpenAPI document says. */
export type Contract<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> = {
  id: string;
  method: "GET" | "POST";
  path: `/api/${string}`;
  summary: string;
  params: P;
  query: Q;
  body: B;
  /** Where a body may be larger than others. */
  bodyBytesMax?: number;
  response: R;
  /** One line of the answer to who accepts application/x-ndjson; the last holds what `response` describes. */
  line?: z.ZodType;
  /** Besides bad_request and internal, which any operation may answer. */
  problems: AppErrorCode[];
  /** Seconds that a shared cache may keep an answer; absent: never. */
  cacheSeconds?: number;
  /** Needs the operator's key. */
  operator?: boolean;
  /** Answers 503 with the response's own shape rather than a problem. */
  unavailableAnswers?: boolean;
};
