import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";

/** Filters as a plain form: the URL is the state. Sorting stays as it is. */
export function FeatureFilters({ source, query }: { source: SourceAddress; query: FeatureQuery }): ReactNode {
  const { sort, order, token, state, densityMin, densityMax } = query;
  return (
    <form
      action={sourcePath(source)}
      className="mb-3 flex flex-wrap items-end gap-x-5 gap-y-2 screen-only"
      role="search"
      aria-label="Filter features"
    >
      {sort === "index" ? null : <input type="hidden" name="sort" value={sort} />}
      {order ? <input type="hidden" name="order" value={order} /> : null}
      <Field name="token" label="Fires on or promotes">
        <input
          id="f-token"
          name="token"
          type="text"
          maxLength={100}
          defaultValue={token}
          placeholder="any token"
          className="field w-40"
        />
      </Field>
      <Field name="state" label="State">
        <select id="f-state" name="state" defaultValue={state ?? ""} className="field bg-paper">
          <option value="">live and dead</option>
          <option value="live">live</option>
          <option value="dead">dead</option>
        </select>
      </Field>
      <Field name="densityMin" label="Density from">
        <input
          id="f-densityMin"
          name="densityMin"
          type="number"
          min="0"
          max="1"
          step="any"
          defaultValue={densityMin}
          placeholder="0"
          className="field w-24"
        />
      </Field>
      <Field name="densityMax" label="to">
        <input
          id="f-densityMax"
          name="densityMax"
          type="number"
          min="0"
          max="1"
          step="any"
          defaultValue={densityMax}
          placeholder="1"
          className="field w-24"
        />
      </Field>
      <button className="button">Show</button>
      <Link href={sourcePath(source)} className="text-small" prefetch={false}>
        Clear
      </Link>
    </form>
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
