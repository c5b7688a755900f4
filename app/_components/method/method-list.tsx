import Link from "next/link";
import type { ReactNode } from "react";
import { methodPath } from "#app/_components/link/paths.ts";
import { StatisticalMark } from "#app/_components/explanation/statistical-mark.tsx";
import type { MethodText } from "./method-text.ts";

export function MethodList({ methods }: { methods: readonly MethodText[] }): ReactNode {
  return (
    <ul>
      {methods.map(({ name, title, summary, asks }) => (
        <li key={name} className="border-b border-rule py-2">
          <Link href={methodPath(name)} className="font-serif text-read">
            {title}
          </Link>
          <p className="note">
            {summary}
            {asks ? null : <StatisticalMark />}
          </p>
        </li>
      ))}
    </ul>
  );
}
