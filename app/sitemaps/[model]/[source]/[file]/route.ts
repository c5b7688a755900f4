import { readFeaturesSitemap } from "#app/_data/sitemap.ts";
import { siteOrigin } from "#app/_data/site-origin.ts";
import { xmlResponse } from "#app/_data/xml-response.ts";

export async function GET(
  request: Request,
  { params }: RouteContext<"/sitemaps/[model]/[source]/[file]">,
): Promise<Response> {
  return xmlResponse(await readFeaturesSitemap(siteOrigin(request.headers), await params));
}
