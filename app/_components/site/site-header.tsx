import Link from "next/link";
import type { ReactNode } from "react";
import { SearchBox } from "./search-box.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

export function SiteHeader(): ReactNode {
  return (
    <header className="site-header border-b border-rule screen-only">
      <div className="page flex items-baseline gap-x-4 py-2 md:gap-x-6">
        <Link href="/" className="brand">
          Feature<mark>ped</mark>ia
        </Link>
        <div className="ms-auto min-w-0 max-w-72 flex-1">
          <SearchBox name="q" />
        </div>
        <nav aria-label="Site" className="flex items-baseline gap-3 text-small md:gap-4">
          <Link href="/jobs">Jobs</Link>
          <Link href="/about" className="max-md:hidden">
            About
          </Link>
          <ThemeToggle />
        </nav>
      </div>
    </header>
  );
}
