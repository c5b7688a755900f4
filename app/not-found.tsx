import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { SearchBox } from "./_components/site/search-box.tsx";
import { SearchHelp } from "./_components/site/search-help.tsx";

export const metadata: Metadata = { title: "Not in the catalog" };

export default function NotFound(): ReactNode {
  return (
    <div className="max-w-measure pt-8">
      <h1 className="text-title">Not in the catalog</h1>
      <p className="prose mt-3">
        Nothing is kept at this address. Features are named <span className="address">model/source/index</span>, for
        example <span className="address">tiny-llama-7m/4-res-4k/123</span>; one that is still being computed appears
        when its source is done.
      </p>
      <div className="my-6">
        <SearchBox name="q-missing" large />
        <SearchHelp id="q-missing-help" />
      </div>
      <p>
        <Link href="/">Models and sources</Link> · <Link href="/jobs">Work in progress</Link>
      </p>
    </div>
  );
}
