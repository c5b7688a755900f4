/** An hour old is new enough for a crawler. */
const HEADERS = { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=3600" };

/** 404 for what is not there. */
export const xmlResponse = (xml: string | undefined): Response =>
  xml === undefined ? new Response(null, { status: 404 }) : new Response(xml, { headers: HEADERS });
