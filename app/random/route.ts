import { redirect } from "next/navigation";
import { featurePath, homePath } from "#app/_components/link/paths.ts";
import { findInterestingFeature } from "#app/_data/random-feature.ts";

/** Each visit is a new draw. */
export const dynamic = "force-dynamic";

/** Sends the visitor to a feature worth a look; home, which says how far the work is, while there is none. */
export async function GET(): Promise<never> {
  const feature = await findInterestingFeature();
  redirect(feature ? featurePath(feature) : homePath());
}
