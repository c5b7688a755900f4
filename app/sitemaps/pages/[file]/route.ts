import { readPagesSitemap } from "#app/_data/sitemap.ts";
import { siteOrigin } from "#app/_data/site-origin.ts";
import { xmlResponse } from "#app/_data/xml-response.ts";

export async function GET(request: Request, { params }: RouteContext<"/sitemaps/pages/[file]">): Promise<Response> {
  const { file } = await params;
  return xmlResponse(await readPagesSitemap(siteOrigin(request.headers), file));
}
