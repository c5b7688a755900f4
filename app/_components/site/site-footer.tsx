import Link from "next/link";
import type { ReactNode } from "react";
import metadata from "#package.json";

export function SiteFooter(): ReactNode {
  return (
    <footer className="mt-auto border-t border-rule screen-only">
      <div className="page note flex flex-wrap gap-x-6 gap-y-1 py-4">
        <span>Featurepedia {metadata.version}</span>
        <a href="/api/v1/models">API</a>
        <a href="/api/health">Health</a>
        <Link href="/about">What the numbers mean</Link>
        <Link href="/methods">Methods</Link>
        <span className="ms-auto hidden md:inline">
          <kbd className="key">/</kbd> search <kbd className="key">?</kbd> keys
        </span>
      </div>
    </footer>
  );
}
