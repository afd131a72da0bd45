import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** One row of /proc/net/tcp or tcp6 (proc_net(5)). */
interface Row {
  localPort: number;
  remotePort: number;
  /** Whether the remote address is this machine's loopback. */
  fromHere: boolean;
  state: string;
  inode: string;
}

const ESTABLISHED = "01";
const LISTEN = "0A";

/** Listening and open connections of some ports, by port. Needs no rights. */
interface Sockets {
  listening: boolean;
  inodes: readonly string[];
  connections: number;
}

/** Looks at the kernel's table of connections once for all ports. */
export function socketsOf(ports: readonly number[]): Map<number, Sockets> {
  const rows = [...rowsOf("/proc/net/tcp"), ...rowsOf("/proc/net/tcp6")];
  return new Map(
    ports.map((port) => {
      const listeners = rows.filter(({ localPort, state }) => state === LISTEN && localPort === port);
      const open = rows.filter(({ state }) => state === ESTABLISHED);
      const accepted = open.filter(({ localPort }) => localPort === port).length;
      // nginx's end of the same connections: the only one to be seen when the side is a container.
      const made = open.filter(({ remotePort, fromHere }) => fromHere && remotePort === port).length;
      const inodes = listeners.map(({ inode }) => inode);
      return [port, { listening: listeners.length > 0, inodes, connections: Math.max(accepted, made) }];
    }),
  );
}

/** The processes that hold one of the sockets, as far as we may look into them. */
export function holdersOf(inodes: readonly string[]): number[] {
  if (inodes.length === 0) return [];
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => descriptorsOf(pid).some((target) => wanted.has(target)))
    .map(Number);
}

function descriptorsOf(pid: string): string[] {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).map((fd) => {
      try {
        return readlinkSync(`${directory}/${fd}`);
      } catch {
        return "";
      }
    });
  } catch {
    return []; // Gone meanwhile, or another user's.
  }
}

function rowsOf(file: string): Row[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return []; // A kernel without IPv6 has no tcp6.
  }
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || remote === undefined || state === undefined) return [];
      const [address = ""] = remote.split(":");
      return [
        {
          localPort: portOf(local),
          remotePort: portOf(remote),
          fromHere: /^(?:.{6}7F|0{24}01000000|0{16}FFFF0000.{6}7F)$/.test(address),
          state,
          inode: inode ?? "",
        },
      ];
    });
}

function portOf(address: string): number {
  return Number.parseInt(address.split(":")[1] ?? "", 16);
}
