import type { InputMistake } from "../delivery/errors.ts";
import { inputError } from "../delivery/errors.ts";
import type { PlatformName } from "../delivery/vocabulary.ts";
import { PLATFORMS } from "../delivery/vocabulary.ts";
import type { RawInputs } from "./inputs/reader.ts";
import { suggestionFor } from "./inputs/suggest.ts";
import type { InputName } from "./inputs/table.ts";
import { INPUT_NAMES, isConfigurable, isInputName, isSeveral, rowsOf } from "./inputs/table.ts";
import { decodeText, readFromWorkspace } from "./workspace.ts";
import type { YamlValue } from "./yaml.ts";
import { YamlFile, YamlProblem } from "./yaml.ts";

const MAX_BYTES = 1_048_576;
const EXAMPLE = "config: .github/delivery.yml";

type Keys = Map<string, YamlValue>;

/**
 * Reads the config file: the settings of all steps, or a `services:` map with settings for each service. What stands
 * beside `services` holds for every service that does not say otherwise. Keys that begin with `x-` are the file's own,
 * a place for anchors.
 *
 * @throws DeliveryError `input` when the file is missing, is not YAML, or holds an unknown key, service or value.
 */
export function readConfig(given: RawInputs, workspace: string): RawInputs {
  const file = given.get("config") ?? "";
  try {
    return new ConfigFile(file, workspace).inputsFor(given);
  } catch (error) {
    if (error instanceof YamlProblem) throw inputError([{ input: "config", given: file, problem: error.message }]);
    throw error;
  }
}

class ConfigFile {
  readonly #file: string;
  readonly #yaml: YamlFile;

  constructor(file: string, workspace: string) {
    const content = readFromWorkspace(workspace, file, (bytes) =>
      bytes > MAX_BYTES ? `has ${bytes} bytes; a config file has at most 1 MiB.` : undefined,
    );
    if (typeof content === "string") {
      throw inputError([{ input: "config", given: file, problem: content, example: EXAMPLE }]);
    }
    const text = decodeText(content);
    if (text === undefined) throw new YamlProblem("is not text in UTF-8 or UTF-16.");
    this.#file = file;
    this.#yaml = new YamlFile(text);
  }

  inputsFor(given: RawInputs): RawInputs {
    const root = this.#yaml.keysOf(this.#yaml.root);
    if (root === undefined) throw new YamlProblem("is not a map of keys.");
    const services = root.get("services");
    const hasServices = root.delete("services");
    const own = hasServices ? this.#serviceOf(services, given.get("service")) : this.#noService(given);
    const platform = this.#platformOf(given, own, root);
    return new Map([...this.#toInputs(root, platform), ...this.#toInputs(own, platform)]);
  }

  #noService(given: RawInputs): Keys {
    const service = given.get("service");
    if (service === undefined) return new Map();
    const problem = `names a service, but ${this.#file} has no \`services\`.`;
    throw inputError([{ input: "service", given: service, problem }]);
  }

  #serviceOf(services: YamlValue, service: string | undefined): Keys {
    const known = this.#yaml.keysOf(services);
    if (known === undefined || known.size === 0) {
      throw new YamlProblem("has `services`, but it is not a map from names to keys.");
    }
    const names = [...known.keys()];
    if (service === undefined) {
      const problem = `is required: ${this.#file} has the services ${names.join(", ")}.`;
      throw inputError([{ input: "service", problem, example: `service: ${names[0]}` }]);
    }
    if (!known.has(service)) {
      const meant = suggestionFor(service, names);
      const which = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
      const problem = `is not in ${this.#file}, which has ${names.join(", ")}.${which}`;
      throw inputError([{ input: "service", given: service, problem }]);
    }
    const value = known.get(service);
    const keys = this.#yaml.textOf(value) === "" ? new Map() : this.#yaml.keysOf(value);
    if (keys === undefined) throw new YamlProblem(`has no map of keys for the service ${service}.`);
    return keys;
  }

  /** Undefined when nobody says, or says something that is none: that is judged with the other inputs. */
  #platformOf(given: RawInputs, ...keys: readonly Keys[]): PlatformName | undefined {
    const name =
      given.get("platform") ?? keys.map((map) => this.#yaml.textOf(map.get("platform") ?? null)).find(Boolean);
    return PLATFORMS.find((platform) => platform === name);
  }

  #toInputs(keys: Keys, platform: PlatformName | undefined): Map<InputName, string> {
    const mistakes: InputMistake[] = [];
    const inputs = new Map<InputName, string>();
    for (const [key, value] of keys) {
      if (key.startsWith("x-")) continue;
      const problem = problemOfKey(key, platform);
      if (problem !== undefined) mistakes.push(this.#mistake(key, problem));
      else if (isInputName(key)) {
        const text = this.#toText(value, isSeveral(key));
        const form = isSeveral(key) ? "a text or a list of texts" : "a text, a number, or true or false";
        if (text === undefined) mistakes.push(this.#mistake(key, `must be ${form}.`));
        else if (text !== "") inputs.set(key, text);
      }
    }
    if (mistakes.length > 0) throw inputError(mistakes);
    return inputs;
  }

  #toText(value: YamlValue, list: boolean): string | undefined {
    const items = list ? this.#yaml.itemsOf(value) : undefined;
    if (items === undefined) return this.#yaml.textOf(value);
    const texts = items.map((item) => this.#yaml.textOf(item));
    return texts.every((text) => text !== undefined) ? texts.join("\n") : undefined;
  }

  #mistake(key: string, problem: string): InputMistake {
    return { input: "config", given: `${this.#file}: ${key}`, problem };
  }
}

/** Undefined when a config file of the platform may hold the key. An input of another platform is judged with the rest. */
function problemOfKey(key: string, platform: PlatformName | undefined): string | undefined {
  const allowed = INPUT_NAMES.filter((name) => rowsOf(name).some(([, row]) => isConfigurable(row)));
  if (allowed.some((name) => name === key)) return undefined;
  if (isInputName(key)) return "must be set in the workflow: it is about one run, and a config file is for all.";
  const here = allowed.filter((name) => rowsOf(name).some(([on]) => platform === undefined || on === platform));
  const meant = suggestionFor(key, [...here, "services"]);
  const which = meant === undefined ? "is unknown." : `is unknown: did you mean \`${meant}\`?`;
  return `${which} Keys${platform === undefined ? "" : ` of the platform ${platform}`} are ${here.join(", ")}, and services.`;
}
