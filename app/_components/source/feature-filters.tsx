import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { formatFeatureQuery, type FeatureQuery } from "#lib/catalog/feature-query.ts";

type Props = {
  source: SourceAddress;
  query: FeatureQuery;
  /** Those that explain features of the source: without any there is no score to filter by. */
  methods: readonly string[];
};

/** What the form has fields for; everything else of the query stays as it is. */
const FIELDS = ["token", "state", "densityMin", "densityMax", "scoreMin", "scoreMax", "method", "explained"] as const;

/** Filters as a plain form: the URL is the state. */
export function FeatureFilters({ source, query, methods }: Props): ReactNode {
  const { token, state, densityMin, densityMax } = query;
  const kept = [...formatFeatureQuery(query)].filter(([name]) => !FIELDS.some((field) => field === name));
  return (
    <form
      action={sourcePath(source)}
      className="mb-3 flex flex-wrap items-end gap-x-5 gap-y-2 screen-only"
      role="search"
      aria-label="Filter features"
    >
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Field name="token" label="Fires on or promotes">
        <input
          id="f-token"
          name="token"
          type="text"
          maxLength={100}
          defaultValue={token}
          placeholder="any token"
          className="field w-36"
        />
      </Field>
      <Field name="state" label="State">
        <Choice name="state" value={state} options={{ "": "live and dead", live: "live", dead: "dead" }} />
      </Field>
      <NumberField name="densityMin" label="Density from" value={densityMin} min="0" />
      <NumberField name="densityMax" label="Density to" value={densityMax} min="0" placeholder="1" />
      {methods.length > 0 ? <ScoreFields query={query} methods={methods} /> : null}
      <button className="button">Show</button>
      <Link href={sourcePath(source)} className="text-small" prefetch={false}>
        Clear
      </Link>
    </form>
  );
}

function ScoreFields({ query, methods }: Omit<Props, "source">): ReactNode {
  const { scoreMin, scoreMax, method, explained } = query;
  const listed = method === undefined || methods.includes(method) ? methods : [...methods, method];
  const names = Object.fromEntries(listed.map((name) => [name, name === "person" ? "people" : methodTitle(name)]));
  return (
    <>
      <NumberField name="scoreMin" label="Score from" value={scoreMin} min="-1" placeholder="-1" />
      <NumberField name="scoreMax" label="Score to" value={scoreMax} min="-1" placeholder="1" />
      <Field name="method" label="Explained by">
        <Choice name="method" value={method} options={{ "": "the best method", ...names }} />
      </Field>
      <Field name="explained" label="Explanation">
        <Choice
          name="explained"
          value={explained}
          options={{ "": method === undefined ? "with or without" : "with", yes: "with", no: "without" }}
        />
      </Field>
    </>
  );
}

/** @param options names by value, in order; the empty value is that of no filter */
function Choice({
  name,
  value,
  options,
}: {
  name: string;
  value: string | undefined;
  options: Readonly<Record<string, string>>;
}): ReactNode {
  return (
    <select id={`f-${name}`} name={name} defaultValue={value ?? ""} className="field bg-paper">
      {Object.entries(options).map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  );
}

function NumberField({
  name,
  label,
  value,
  placeholder = "0",
  ...limits
}: { name: string; label: string; value: number | undefined } & Pick<
  ComponentProps<"input">,
  "min" | "placeholder"
>): ReactNode {
  return (
    <Field name={name} label={label}>
      <input
        id={`f-${name}`}
        name={name}
        type="number"
        max="1"
        step="any"
        defaultValue={value}
        placeholder={placeholder}
        className="field w-20"
        {...limits}
      />
    </Field>
  );
}

function Field({ name, label, children }: { name: string; label: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <label htmlFor={`f-${name}`} className="label block">
        {label}
      </label>
      {children}
    </div>
  );
}
