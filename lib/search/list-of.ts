import * as z from "zod";

/** A list in one parameter of an URL, `a,b,c`: each thing once, in the order given; absent, an empty list. */
export function listOf<S extends z.ZodType>(item: S, lengthMax: number) {
  return z
    .union([z.string(), z.array(z.unknown())])
    .default([])
    .transform((given) =>
      (typeof given === "string" ? given.split(",").map((part) => part.trim()) : given).filter((part) => part !== ""),
    )
    .pipe(z.array(item).max(lengthMax))
    .transform((items) => [...new Set(items)]);
}
