import { parse } from "yaml";
import type { InputMistake } from "../delivery/errors.ts";
import { inputError } from "../delivery/errors.ts";
import type { InputName } from "./input-rules.ts";
import { INPUT_NAMES, isInputName, ruleOf } from "./input-rules.ts";
import type { RawInputs } from "./reading.ts";
import { readFromWorkspace } from "./workspace.ts";

/**
 * Reads the config file: the keys of all steps, or a `services:` map with such keys for each service. What stands
 * beside `services` holds for every service that does not say otherwise.
 *
 * @throws DeliveryError `input` when the file is missing, is not YAML, or holds an unknown key, service or value.
 */
export function readConfig(given: RawInputs, workspace: string): RawInputs {
  const file = given.get("config") ?? "";
  const service = given.get("service");
  const { services, ...common } = readFile(file, workspace);
  if (services === undefined) {
    if (service !== undefined) throw wrong("service", service, `names a service, but ${file} has no \`services\`.`);
    return toInputs(common, file);
  }
  if (!isMap(services) || Object.keys(services).length === 0)
    throw wrong("config", file, "has `services`, but it is not a map from names to keys.");
  const names = Object.keys(services).join(", ");
  if (service === undefined) {
    throw inputError([
      {
        input: "service",
        problem: `is required: ${file} has the services ${names}.`,
        example: `service: ${Object.keys(services)[0]}`,
      },
    ]);
  }
  const own = Object.hasOwn(services, service) ? services[service] : undefined;
  if (own === undefined) throw wrong("service", service, `is not in ${file}, which has ${names}.`);
  if (!isMap(own)) throw wrong("config", file, `has no map of keys for the service ${service}.`);
  return new Map([...toInputs(common, file), ...toInputs(own, file)]);
}

function readFile(file: string, workspace: string): Record<string, unknown> {
  const text = readFromWorkspace(workspace, file);
  if (typeof text === "string") throw wrong("config", file, text);
  let content: unknown;
  try {
    content = parse(text.toString("utf8"));
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw wrong("config", file, `is not valid YAML: ${said}`);
  }
  if (!isMap(content)) throw wrong("config", file, "is not a map of keys.");
  return content;
}

function toInputs(keys: Record<string, unknown>, file: string): Map<InputName, string> {
  const mistakes: InputMistake[] = [];
  const inputs = new Map<InputName, string>();
  for (const [key, value] of Object.entries(keys)) {
    if (!isInputName(key) || !ruleOf(key).config) {
      const allowed = INPUT_NAMES.filter((name) => ruleOf(name).config).join(", ");
      const why = isInputName(key) ? "belongs into the workflow, not into a config file" : "is unknown";
      mistakes.push({
        input: "config",
        given: `${file}: ${key}`,
        problem: `${why}. Keys are ${allowed}, and services.`,
      });
      continue;
    }
    const text = toText(value, ruleOf(key).list === true);
    if (text === undefined) {
      const form = ruleOf(key).list === true ? "a text or a list of texts" : "a text, a number, or true or false";
      mistakes.push({ input: "config", given: `${file}: ${key}`, problem: `must be ${form}.` });
    } else if (text !== "") inputs.set(key, text);
  }
  if (mistakes.length > 0) throw inputError(mistakes);
  return inputs;
}

function toText(value: unknown, list: boolean): string | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (list && Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(input: InputName, given: string, problem: string) {
  const example = input === "config" ? "config: .github/delivery.yml" : "service: shop";
  return inputError([{ input, given, problem, example }]);
}
