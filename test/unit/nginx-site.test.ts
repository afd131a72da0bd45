import { expect, test } from "vitest";
import { rewriteBefore } from "../../src/platforms/nginx/site.ts";

const INCLUDE = "/etc/nginx/delivery/shop.server.inc";
const found = (server: string) =>
  rewriteBefore(`http { server { ${server} location / { proxy_pass http://a; } } }`, INCLUDE);

test("a rewrite that ends the server's rewriting before our include is found, wherever it stands", () => {
  const rewrite = "rewrite ^/old/(.*)$ /new/$1 last;";
  expect(found(`${rewrite} include ${INCLUDE};`)).toBe(rewrite);
  expect(found(`if ($host = a.b) { ${rewrite} } include delivery/shop.server.inc;`)).toBe(rewrite);
  expect(found(`rewrite "^/a{2}; #" /b break; include ${INCLUDE};`)).toBe('rewrite "^/a{2}; #" /b break;');
});

test.each([
  ["after the include", `include ${INCLUDE}; rewrite ^/a /b last;`],
  ["in a location", `location /a { rewrite ^/a /b last; } include ${INCLUDE};`],
  ["one that redirects", `rewrite ^/a https://$host/b permanent; include ${INCLUDE};`],
  ["one without a flag", `rewrite ^/a /b; include ${INCLUDE};`],
  ["in a comment", `# rewrite ^/a /b last;\n include ${INCLUDE};`],
  ["before another file", "rewrite ^/a /b last; include /etc/nginx/other.inc;"],
  ["of another server", `} server { rewrite ^/a /b last; } server { include ${INCLUDE};`],
])("none is found %s", (_, server) => {
  expect(found(server)).toBe(undefined);
});
