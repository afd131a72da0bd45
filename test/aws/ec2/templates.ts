import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, required, structure, text, texts } from "../params.ts";

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
    CreateLaunchTemplate: (params) => {
      const name = required(params, "LaunchTemplateName");
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
      this.#add(template, structure(params, "LaunchTemplateData") ?? {}, params);
      return { launchTemplate: this.#describe(template) };
    },
    CreateLaunchTemplateVersion: (params) => {
      const template = this.find(text(params, "LaunchTemplateId"), text(params, "LaunchTemplateName"));
      const token = text(params, "ClientToken");
      const known = token === undefined ? undefined : template.versions.find((version) => version.token === token);
      if (known !== undefined && known.request !== requestOf(params)) {
        throw new AwsError(
          "IdempotentParameterMismatch",
          "The request uses the same client token as a previous, but non-identical request.",
        );
      }
      if (known !== undefined) return { launchTemplateVersion: this.#describeVersion(template, known) };
      const source = text(params, "SourceVersion");
      const inherited = source === undefined ? {} : this.version(template, source).data;
      const version = this.#add(template, { ...inherited, ...structure(params, "LaunchTemplateData") }, params);
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

  #add(template: Template, data: Params, params: Params): TemplateVersion {
    const version: TemplateVersion = {
      number: template.versions.length + 1,
      description: text(params, "VersionDescription"),
      createdAt: new Date(this.#config.clock.now()),
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
      defaultVersion: version.number === template.defaultVersion,
      launchTemplateData: {
        imageId: text(version.data, "ImageId"),
        instanceType: text(version.data, "InstanceType"),
        userData: text(version.data, "UserData"),
        keyName: text(version.data, "KeyName"),
        ebsOptimized: flag(version.data, "EbsOptimized"),
      },
    };
  }
}

function requestOf({ ClientToken: _token, ...rest }: Params): string {
  return JSON.stringify(rest);
}
