import { notFound, redirect } from "next/navigation";
import { featurePath } from "#app/_components/link/paths.ts";
import { findRandomFeature } from "#app/_data/random-feature.ts";
import { SourceAddress } from "#lib/catalog/feature-address.ts";

/** Sends the visitor to any live feature of the source. */
export async function GET(_request: Request, { params }: RouteContext<"/[model]/[source]/random">): Promise<never> {
  const address = SourceAddress.safeParse(await params);
  const feature = address.success ? await findRandomFeature(address.data) : undefined;
  if (!feature) notFound();
  redirect(featurePath(feature));
}
