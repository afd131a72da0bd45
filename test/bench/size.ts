import type { BuiltAction } from "./action.ts";
import type { Part } from "./figures.ts";

/** What is shipped, file by file, and what every run downloads. */
export function measureSize(action: BuiltAction): Part {
  const files = action.files();
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    title: "Size of dist",
    beside: "all files",
    figures: [
      { name: "number of files", value: files.length, unit: "files", about: "value" },
      ...[...files, { name: "together", bytes: total }].map(({ name, bytes }) => ({
        name,
        value: bytes,
        unit: "bytes" as const,
        beside: total,
        ratio: bytes / total,
        about: "ratio" as const,
      })),
    ],
    notes: [],
  };
}
