import { expect, test } from "vitest";
import { hasOwnLog, rewriteBefore } from "../../src/platforms/nginx/site.ts";

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

test("a log of the http level is told from those of servers, and from ours", () => {
  const ours = "/var/log/nginx/delivery-shop.jsonl";
  const found = (dump: string) => hasOwnLog(dump, ours);
  expect(found("http { access_log /var/log/nginx/access.log; server { } }")).toBe(true);
  expect(found("http { access_log off; }")).toBe(true);
  expect(found("http { include conf.d/*.conf; }\n# configuration file conf.d/log.conf:\naccess_log logs/a.log;")).toBe(
    true,
  );
  expect(found(`http { }\n# ours\naccess_log ${ours} shop_delivery buffer=64k flush=1s if=$shop_in;`)).toBe(false);
  expect(found("http { server { access_log /var/log/nginx/site.log; location / { access_log off; } } }")).toBe(false);
  expect(found("http { # access_log logs/access.log main;\n sendfile on; }")).toBe(false);
});
