const HOST = /^[\w.:[\]-]{1,255}$/;

/** Where a visitor reaches this site, `https://host`: what the nearest proxy says, else what the request asked for. */
export function siteOrigin(headers: Pick<Headers, "get">): string {
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim() ?? "";
  const host = [first("x-forwarded-host"), first("host")].find((name) => HOST.test(name)) ?? "localhost";
  const protocol = first("x-forwarded-proto") === "https" ? "https" : "http";
  return `${protocol}://${host}`;
}
