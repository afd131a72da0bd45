import type { AlarmEditor } from "../clone/cloudwatch.ts";
import type { ImageEditor } from "../image/editor.ts";
import type { SourceEditor } from "../image/source-editor.ts";
import type { Revision } from "../settings.ts";
import type { TemplateEditor } from "./template.ts";

/** The clients that few steps need. Each is loaded, with its SDK client, when it is first asked for. */
export class Editors {
  readonly #region: string;
  readonly #signal: AbortSignal;
  #template: Promise<TemplateEditor> | undefined;
  #alarms: Promise<AlarmEditor> | undefined;
  #images: Promise<ImageEditor> | undefined;
  #sources: Promise<SourceEditor> | undefined;

  constructor(region: string, signal: AbortSignal) {
    this.#region = region;
    this.#signal = signal;
  }

  template(): Promise<TemplateEditor> {
    this.#template ??= import("./template.ts").then(
      ({ TemplateEditor }) => new TemplateEditor(this.#region, this.#signal),
    );
    return this.#template;
  }

  alarms(): Promise<AlarmEditor> {
    this.#alarms ??= import("../clone/cloudwatch.ts").then(
      ({ AlarmEditor }) => new AlarmEditor(this.#region, this.#signal),
    );
    return this.#alarms;
  }

  images(): Promise<ImageEditor> {
    this.#images ??= import("../image/editor.ts").then(
      ({ ImageEditor }) => new ImageEditor(this.#region, this.#signal),
    );
    return this.#images;
  }

  sources(): Promise<SourceEditor> {
    this.#sources ??= import("../image/source-editor.ts").then(
      ({ SourceEditor }) => new SourceEditor(this.#region, this.#signal),
    );
    return this.#sources;
  }

  /** The state of the image that a revision names; undefined when it names none. */
  async imageState(revision: Revision | undefined): Promise<string | undefined> {
    if (revision?.kind !== "template" || revision.imageId === undefined) return undefined;
    return (await this.template()).imageState(revision.imageId);
  }

  close(): void {
    for (const editor of [this.#template, this.#alarms, this.#images, this.#sources])
      void editor?.then((loaded) => loaded.close());
  }
}
