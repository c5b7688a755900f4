import { readSitemapIndex } from "#app/_data/sitemap.ts";
import { siteOrigin } from "#app/_data/site-origin.ts";
import { xmlResponse } from "#app/_data/xml-response.ts";

export async function GET(request: Request): Promise<Response> {
  return xmlResponse(await readSitemapIndex(siteOrigin(request.headers)));
}
