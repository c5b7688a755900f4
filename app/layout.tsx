import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Keyboard } from "./_components/site/keyboard.tsx";
import { SiteFooter } from "./_components/site/site-footer.tsx";
import { SiteHeader } from "./_components/site/site-header.tsx";
import { THEME_SCRIPT } from "./_components/site/theme-script.ts";
import { ValueReader } from "./_components/site/value-reader.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Featurepedia", template: "%s · Featurepedia" },
  description:
    "A public catalog of what is inside language models: every feature with its examples and the baselines beside its numbers.",
  applicationName: "Featurepedia",
  openGraph: { siteName: "Featurepedia", type: "website", locale: "en" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default function RootLayout({ children }: LayoutProps<"/">): ReactNode {
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col">
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:bg-paper focus:p-2">
          Skip to content
        </a>
        <SiteHeader />
        <main id="content" tabIndex={-1} className="page flex-1 pb-16 pt-4 outline-none">
          {children}
        </main>
        <SiteFooter />
        <ValueReader />
        <Keyboard />
      </body>
    </html>
  );
}
