import { randomBytes } from "node:crypto";
import type { Operation, Params, Principal, Wire, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { isStructure, required, structure, text, texts } from "../params.ts";

export interface Template {
  id: string;
  name: string;
  defaultVersion: number;
  versions: TemplateVersion[];
}

export interface TemplateVersion {
  number: number;
  description: string | undefined;
  createdAt: Date;
  createdBy: string;
  data: Params;
  token: string | undefined;
  request: string;
}

/** Launch templates: versions are immutable, inherit from their source, and are not validated before a launch. */
export class Templates {
  readonly all = new Map<string, Template>();
  readonly #config: WorldConfig;

  constructor(config: WorldConfig) {
    this.#config = config;
  }

  find(id: string | undefined, name: string | undefined): Template {
    const found = [...this.all.values()].find((template) => template.id === id || template.name === name);
    if (found !== undefined) return found;
    if (id !== undefined) {
      throw new AwsError(
        "InvalidLaunchTemplateId.NotFound",
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
    }
    throw new AwsError(
      "InvalidLaunchTemplateName.NotFoundException",
      `The specified launch template, with template name ${name}, does not exist.`,
    );
  }

  version(template: Template, version: string): TemplateVersion {
    const number =
      version === "$Latest"
        ? template.versions.length
        : version === "$Default"
          ? template.defaultVersion
          : Number(version);
    const found = template.versions.find((candidate) => candidate.number === number);
    if (found !== undefined) return found;
    throw new AwsError(
      "InvalidLaunchTemplateId.VersionNotFound",
      `Could not find launch template version ${version} for launch template ${template.id}.`,
    );
  }

  readonly operations: Record<string, Operation> = {
    CreateLaunchTemplate: (params, { principal }) => {
      const name = required(params, "LaunchTemplateName");
      const repeated = this.#madeBy(
        [...this.all.values()].map(({ versions }) => versions[0]),
        params,
      );
      if (repeated !== undefined) return { launchTemplate: this.#describe(this.find(undefined, name)) };
      if ([...this.all.values()].some((template) => template.name === name)) {
        throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
      }
      const template: Template = {
        id: `lt-${randomBytes(9).toString("hex").slice(0, 17)}`,
        name,
        defaultVersion: 1,
        versions: [],
      };
      this.all.set(template.id, template);
      this.#add(template, structure(params, "LaunchTemplateData") ?? {}, params, principal);
      return { launchTemplate: this.#describe(template) };
    },
    CreateLaunchTemplateVersion: (params, { principal }) => {
      const template = this.find(text(params, "LaunchTemplateId"), text(params, "LaunchTemplateName"));
      const known = this.#madeBy(template.versions, params);
      if (known !== undefined) return { launchTemplateVersion: this.#describeVersion(template, known) };
      const source = text(params, "SourceVersion");
      const inherited = source === undefined ? {} : this.version(template, source).data;
      const data = { ...inherited, ...structure(params, "LaunchTemplateData") };
      const version = this.#add(template, data, params, principal);
      return { launchTemplateVersion: this.#describeVersion(template, version) };
    },
    DescribeLaunchTemplates: (params) => {
      const [ids, names] = [texts(params, "LaunchTemplateId"), texts(params, "LaunchTemplateName")];
      const found =
        ids.length + names.length === 0
          ? [...this.all.values()]
          : [...ids.map((id) => this.find(id, undefined)), ...names.map((name) => this.find(undefined, name))];
      return { launchTemplates: found.map((template) => this.#describe(template)) };
    },
    DescribeLaunchTemplateVersions: (params) => {
      const template = this.find(text(params, "LaunchTemplateId"), text(params, "LaunchTemplateName"));
      const wanted = texts(params, "LaunchTemplateVersion");
      const versions =
        wanted.length === 0 ? template.versions : wanted.map((version) => this.version(template, version));
      return { launchTemplateVersionSet: versions.map((version) => this.#describeVersion(template, version)) };
    },
    ModifyLaunchTemplate: (params) => {
      const template = this.find(text(params, "LaunchTemplateId"), text(params, "LaunchTemplateName"));
      template.defaultVersion = this.version(template, required(params, "SetDefaultVersion")).number;
      return { launchTemplate: this.#describe(template) };
    },
  };

  /** The version that an earlier request with the same client token made. */
  #madeBy(versions: readonly (TemplateVersion | undefined)[], params: Params): TemplateVersion | undefined {
    const token = text(params, "ClientToken");
    const known = token === undefined ? undefined : versions.find((version) => version?.token === token);
    if (known === undefined || known.request === requestOf(params)) return known;
    throw new AwsError(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }

  #add(template: Template, data: Params, params: Params, { arn }: Principal): TemplateVersion {
    const version: TemplateVersion = {
      number: template.versions.length + 1,
      description: text(params, "VersionDescription"),
      createdAt: new Date(this.#config.clock.now()),
      createdBy: arn,
      data,
      token: text(params, "ClientToken"),
      request: requestOf(params),
    };
    template.versions.push(version);
    return version;
  }

  #describe(template: Template): Params {
    return {
      launchTemplateId: template.id,
      launchTemplateName: template.name,
      createTime: template.versions[0]?.createdAt,
      createdBy: template.versions[0]?.createdBy,
      defaultVersionNumber: template.defaultVersion,
      latestVersionNumber: template.versions.length,
    };
  }

  #describeVersion(template: Template, version: TemplateVersion): Params {
    return {
      launchTemplateId: template.id,
      launchTemplateName: template.name,
      versionNumber: version.number,
      versionDescription: version.description,
      createTime: version.createdAt,
      createdBy: version.createdBy,
      defaultVersion: version.number === template.defaultVersion,
      launchTemplateData: describeData(version.data),
    };
  }
}

/** Members of a request as an answer has them: `ImageId` is `imageId`, and the list `SecurityGroupId` `securityGroupIdSet`. */
function describeData(data: Wire): Wire {
  if (Array.isArray(data)) return data.map(describeData);
  if (!isStructure(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}${Array.isArray(value) ? "Set" : ""}`,
      describeData(value),
    ]),
  );
}

function requestOf({ ClientToken: _token, ...rest }: Params): string {
  return JSON.stringify(rest);
}
