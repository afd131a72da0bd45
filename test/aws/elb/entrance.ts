import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { Server as TlsServer } from "node:tls";
import { identityOf } from "./certificates.ts";
import type { TlsSettings } from "./model.ts";

/** Where a listener takes its clients in: a real port on loopback. */
export interface Entrance {
  /** Resolves with the port: the given one, or any. */
  open(port?: number): Promise<number>;
  /** Shows the certificate that the listener has now to everybody who comes. */
  renew(tls: TlsSettings): void;
  close(): Promise<void>;
}

/** What a listener shows its clients: its default certificate. It asks for none of theirs, and has no choice by name. */
export function shown({ certificates: [arn = ""] }: TlsSettings): { cert: string; key: string } {
  return identityOf(arn);
}

/** The entrance that a server of Node.js is. One of HTTP cuts its connections when it closes; others outlive it. */
export function entranceOf(server: HttpServer | Server | TlsServer): Entrance {
  return {
    async open(port = 0) {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    },
    renew(tls) {
      if (server instanceof TlsServer) server.setSecureContext(shown(tls));
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ("closeAllConnections" in server) {
        server.closeAllConnections();
        await closed;
      } else server.unref();
    },
  };
}
