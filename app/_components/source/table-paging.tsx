import type { ReactNode } from "react";
import { Paging } from "#app/_components/link/paging.tsx";
import { sourcePath } from "#app/_components/link/paths.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { formatFeatureQuery, type FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage } from "#lib/catalog/schema.ts";

type Props = { source: SourceAddress; query: FeatureQuery; page: Pick<FeaturePage, "previousCursor" | "nextCursor"> };

/** Earlier and later features, in the same order and with the same filters. */
export function TablePaging({ source, query, page }: Props): ReactNode {
  const path = (cursor: string) => {
    const parameters = formatFeatureQuery(query);
    parameters.set("cursor", cursor);
    return sourcePath(source, parameters);
  };
  return <Paging name="Pages of the table" page={page} path={path} />;
}
