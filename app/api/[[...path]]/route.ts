import { unknownRoute } from "#lib/api/endpoint.ts";

/** Everything under /api that no other route answers. */
export {
  unknownRoute as GET,
  unknownRoute as HEAD,
  unknownRoute as POST,
  unknownRoute as PUT,
  unknownRoute as PATCH,
  unknownRoute as DELETE,
  unknownRoute as OPTIONS,
};
