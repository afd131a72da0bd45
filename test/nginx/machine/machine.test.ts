import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { bootMachine } from "./machine.ts";
import { machineTest } from "./parts.ts";

const test = machineTest(false);

test("a machine leaves nothing behind: no process, no control group, no mount, no file", async () => {
  const machine = await bootMachine();
  const { name, shared } = machine;
  const init = `/proc/${machine.init()}`;
  const groups = () => {
    const mounts = readFileSync("/proc/self/mounts", "utf8").match(/^\S+ \S+ cgroup2? /gm) ?? [];
    return mounts.map((line) => `${line.split(" ")[1]}/${name}`).filter((path) => existsSync(path));
  };
  expect(machine.run("cat", "/proc/1/comm").trim()).toBe("systemd");
  expect([existsSync(init), groups().length > 0]).toEqual([true, true]);
  await machine.close();
  expect([existsSync(init), groups(), existsSync(shared)]).toEqual([false, [], false]);
  expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain("machine-root-");
});
