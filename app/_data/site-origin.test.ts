import { expect, test } from "vitest";
import { siteOrigin } from "./site-origin.ts";

test("the address is what the visitor typed, as far as the proxy tells", () => {
  expect(siteOrigin(new Headers({ host: "127.0.0.1:3000" }))).toBe("http://127.0.0.1:3000");
  const proxied = { host: "inner:3000", "x-forwarded-host": "featurepedia.example", "x-forwarded-proto": "https,http" };
  expect(siteOrigin(new Headers(proxied))).toBe("https://featurepedia.example");
});

test("a host that is none is not repeated", () => {
  expect(siteOrigin(new Headers({ host: "a/<b>" }))).toBe("http://localhost");
  expect(siteOrigin(new Headers())).toBe("http://localhost");
});
