import { notFound } from "next/navigation";
import { featurePath } from "#app/_components/link/paths.ts";
import { findRandomFeature } from "#app/_data/random-feature.ts";
import { seeOther } from "#app/_data/see-other.ts";
import { SourceAddress } from "#lib/catalog/feature-address.ts";

/** Sends the visitor to any live feature of the source. */
export async function GET(_request: Request, { params }: RouteContext<"/[model]/[source]/random">): Promise<Response> {
  const address = SourceAddress.safeParse(await params);
  const feature = address.success ? await findRandomFeature(address.data) : undefined;
  if (!feature) notFound();
  return seeOther(featurePath(feature));
}
