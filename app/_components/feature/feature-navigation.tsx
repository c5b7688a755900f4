import Link from "next/link";
import type { ReactNode } from "react";
import { comparePath, featurePath, randomFeaturePath } from "#app/_components/link/paths.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";

type Props = { address: FeatureAddress; previous: number | null; next: number | null };

/** Previous, random, next. Plain anchors where a redirect answers, so that nothing prefetches a random feature. */
export function FeatureNavigation({ address, previous, next }: Props): ReactNode {
  return (
    <nav aria-label="Features of this source" className="screen-only flex items-baseline gap-4 text-small">
      {previous === null ? (
        <span className="text-quiet">first</span>
      ) : (
        <Link
          rel="prev"
          prefetch={false}
          href={featurePath({ ...address, index: previous })}
          aria-label={`Previous feature, ${previous}`}
        >
          ← <span className="max-md:hidden">{previous}</span>
        </Link>
      )}
      <Link prefetch={false} rel="nofollow" href={comparePath([address])}>
        compare
      </Link>
      <a data-random href={randomFeaturePath(address)} rel="nofollow">
        random
      </a>
      {next === null ? (
        <span className="text-quiet">last</span>
      ) : (
        <Link
          rel="next"
          prefetch={false}
          href={featurePath({ ...address, index: next })}
          aria-label={`Next feature, ${next}`}
        >
          <span className="max-md:hidden">{next}</span> →
        </Link>
      )}
    </nav>
  );
}
