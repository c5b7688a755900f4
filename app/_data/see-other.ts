/** Sends the visitor on to a path that is another one each time: nothing between may keep the answer. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, "cache-control": "no-store" } });
}
