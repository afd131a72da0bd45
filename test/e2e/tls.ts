import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as send } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/**
 * A machine in front of `upstream` that shows a certificate of its own, as a proxy that inspects TLS does.
 *
 * @param directory where its key and certificate are made.
 */
export async function startInspector(directory: string, upstream: string) {
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const names = ["-subj", "/CN=Inspector", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", ...made, ...names, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const onward = send(new URL(request.url ?? "/", upstream), { method: request.method, headers: request.headers });
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once("error", () => response.writeHead(502).end());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
