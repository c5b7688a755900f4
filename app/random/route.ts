import { featurePath, homePath } from "#app/_components/link/paths.ts";
import { findInterestingFeature } from "#app/_data/random-feature.ts";
import { seeOther } from "#app/_data/see-other.ts";

/** Each visit is a new draw. */
export const dynamic = "force-dynamic";

/** Sends the visitor to a feature worth a look; home, which says how far the work is, while there is none. */
export async function GET(): Promise<Response> {
  const feature = await findInterestingFeature();
  return seeOther(feature ? featurePath(feature) : homePath());
}
