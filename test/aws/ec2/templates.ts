import { randomBytes } from "node:crypto";
import type { Operation, Params, Principal, Wire, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Filter } from "../params.ts";
import { filters, integer, isStructure, paged, required, structure, structures, text, texts } from "../params.ts";
import { anyOf, kept, unwatched, whole } from "../unread.ts";

const PAGE = 200;
/** User Guide, "Launch template restrictions". */
const [MAX_VERSIONS, MAX_DESCRIPTION, MAX_USER_DATA] = [10_000, 255, 16_384];
/** API Reference, DeleteLaunchTemplateVersions. */
const MAX_DELETED = 200;
/** RequestLaunchTemplateData, as the EC2 query protocol spells its members. */
const DATA = anyOf(
  ...["BlockDeviceMapping", "CapacityReservationSpecification", "CpuOptions", "CreditSpecification", "DisableApiStop"],
  ...["DisableApiTermination", "EbsOptimized", "ElasticGpuSpecification", "ElasticInferenceAccelerator"],
  ...["EnclaveOptions", "HibernationOptions", "IamInstanceProfile", "ImageId", "InstanceInitiatedShutdownBehavior"],
  ...["InstanceMarketOptions", "InstanceRequirements", "InstanceType", "KernelId", "KeyName", "LicenseSpecification"],
  ...["MaintenanceOptions", "MetadataOptions", "Monitoring", "NetworkInterface", "NetworkPerformanceOptions"],
  ...["Operator", "Placement", "PrivateDnsNameOptions", "RamDiskId", "SecondaryInterface", "SecurityGroup"],
  ...["SecurityGroupId", "TagSpecification", "UserData"],
);

/** Texts of AWS, as moto's tests that are verified against it have them. */
const WHICH_VERSIONS =
  "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.";
const EITHER_TO_MODIFY = "Either provide launch template ID or launch template name to modify the template.";
const TOGETHER = "The parameters launchTemplateId and launchTemplateName cannot be used together";

export interface Template {
  id: string;
  name: string;
  defaultVersion: number;
  /** Numbers are never given twice. */
  lastNumber: number;
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
  readonly tags = new Map<string, Map<string, string>>();
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

  /** @throws AwsError when there is no such version, in the words of all operations but ModifyLaunchTemplate. */
  version(template: Template, version: string): TemplateVersion {
    const found = versionNamed(template, version);
    if (found !== undefined) return found;
    throw noVersion(`Could not find the specified version ${version} for the launch template with ID ${template.id}.`);
  }

  readonly operations: Record<string, Operation> = {
    CreateLaunchTemplate: (params, { principal }) => {
      const name = required(params, "LaunchTemplateName");
      const repeated = this.#madeBy(
        [...this.all.values()].map(({ versions }) => versions[0]),
        params,
      );
      if (repeated !== undefined) {
        whole(params);
        return { launchTemplate: this.#describe(this.find(undefined, name)) };
      }
      if ([...this.all.values()].some((template) => template.name === name)) {
        throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
      }
      const template: Template = {
        id: `lt-${randomBytes(9).toString("hex").slice(0, 17)}`,
        name,
        defaultVersion: 1,
        lastNumber: 0,
        versions: [],
      };
      const data = readData(params);
      if (Object.keys(data).length === 0) throw missing("LaunchTemplateData");
      this.all.set(template.id, template);
      this.tags.set(template.id, tagsOf(params, "launch-template"));
      this.#add(template, data, params, principal);
      return { launchTemplate: this.#describe(template) };
    },
    CreateLaunchTemplateVersion: (params, { principal }) => {
      const template = this.#one(params);
      const known = this.#madeBy(template.versions, params);
      if (known !== undefined) {
        whole(params);
        return { launchTemplateVersion: this.#describeVersion(template, known) };
      }
      const source = text(params, "SourceVersion");
      const inherited = source === undefined ? {} : this.version(template, source).data;
      const given = readData(params);
      if (source === undefined && Object.keys(given).length === 0) throw missing("LaunchTemplateData");
      const data = { ...inherited, ...given };
      const version = this.#add(template, data, params, principal);
      return { launchTemplateVersion: this.#describeVersion(template, version) };
    },
    DescribeLaunchTemplates: (params) => {
      const [ids, names] = [texts(params, "LaunchTemplateId"), texts(params, "LaunchTemplateName")];
      const wantedBy = filters(params, "Filter", "Value");
      const all = [...this.all.values()];
      if (names.some((name) => all.every((template) => template.name !== name))) {
        throw new AwsError(
          "InvalidLaunchTemplateName.NotFoundException",
          "At least one of the launch templates specified in the request does not exist.",
        );
      }
      const wanted = ids.map((id) => this.find(id, undefined));
      const found = [
        ...(ids.length + names.length === 0 ? all : wanted),
        ...all.filter((one) => names.includes(one.name)),
      ];
      const shown = found.filter((template) => wantedBy.every((filter) => this.#matches(template, filter)));
      const page = paged(shown, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      return { launchTemplates: page.items.map((template) => this.#describe(template)), nextToken: page.next };
    },
    DescribeLaunchTemplateVersions: (params) => {
      const wanted = texts(params, "LaunchTemplateVersion");
      const named = ["LaunchTemplateId", "LaunchTemplateName"].some((member) => text(params, member) !== undefined);
      const found = named ? this.#versionsOf(this.#one(params), params, wanted) : this.#everywhere(wanted);
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      return {
        launchTemplateVersionSet: page.items.map(([template, version]) => this.#describeVersion(template, version)),
        nextToken: page.next,
      };
    },
    /** Each on its own: the default version stays, and so does what is not there ("unsuccessfully deleted"). */
    DeleteLaunchTemplateVersions: (params) => {
      const template = this.#one(params);
      const wanted = texts(params, "LaunchTemplateVersion");
      if (wanted.length > MAX_DELETED)
        throw new AwsError("InvalidParameterValue", `Up to ${MAX_DELETED} versions can be deleted in a request`);
      const [done, left]: [Params[], Params[]] = [[], []];
      for (const number of wanted.map(Number)) {
        const about = { launchTemplateId: template.id, launchTemplateName: template.name, versionNumber: number };
        const found = template.versions.find((version) => version.number === number);
        const isDefault = number === template.defaultVersion;
        if (found !== undefined && !isDefault) {
          template.versions = template.versions.filter((version) => version !== found);
          done.push(about);
          continue;
        }
        const code = isDefault ? "launchTemplateVersionIsDefault" : "launchTemplateVersionDoesNotExist";
        left.push({ ...about, responseError: { code, message: `Version ${number} cannot be deleted` } });
      }
      return {
        successfullyDeletedLaunchTemplateVersionSet: done,
        unsuccessfullyDeletedLaunchTemplateVersionSet: left,
      };
    },
    ModifyLaunchTemplate: (params) => {
      const template = this.#one(params, EITHER_TO_MODIFY);
      // To set the same default twice comes to the same, whatever its token.
      text(params, "ClientToken");
      const wanted = required(params, "SetDefaultVersion");
      const version = versionNamed(template, wanted);
      if (version === undefined)
        throw noVersion(`The launch template version ${wanted} is not found for the specified launch template.`);
      template.defaultVersion = version.number;
      return { launchTemplate: this.#describe(template) };
    },
  };

  /** The template that a request names, by its id or by its name. */
  #one(params: Params, both = TOGETHER): Template {
    const [id, name] = [text(params, "LaunchTemplateId"), text(params, "LaunchTemplateName")];
    if (id === undefined && name === undefined) throw missing("LaunchTemplateId or LaunchTemplateName");
    if (id !== undefined && name !== undefined) throw new AwsError("InvalidParameterCombination", both);
    return this.find(id, name);
  }

  #versionsOf(template: Template, params: Params, wanted: readonly string[]): [Template, TemplateVersion][] {
    const [least, most] = ["MinVersion", "MaxVersion"].map((member) => integer(params, member));
    if (wanted.length > 0 && (least ?? most) !== undefined)
      throw new AwsError("InvalidParameterCombination", "Versions cannot be used with MinVersion or MaxVersion");
    const versions =
      wanted.length > 0
        ? wanted.map((version) => this.version(template, version))
        : template.versions.filter(({ number }) => number >= (least ?? 1) && number <= (most ?? Number.MAX_VALUE));
    return versions.map((version) => [template, version]);
  }

  /** The newest or the default versions of all templates. */
  #everywhere(wanted: readonly string[]): [Template, TemplateVersion][] {
    if (wanted.length === 0) throw new AwsError("MissingParameter", WHICH_VERSIONS);
    if (wanted.some((version) => !["$Latest", "$Default"].includes(version)))
      throw new AwsError("InvalidParameterValue", WHICH_VERSIONS);
    return [...this.all.values()].flatMap((template) =>
      wanted.map((version): [Template, TemplateVersion] => [template, this.version(template, version)]),
    );
  }

  #matches(template: Template, { name, values }: Filter): boolean {
    const tags = this.tags.get(template.id) ?? new Map<string, string>();
    if (name === "launch-template-name") return values.includes(template.name);
    if (name === "tag-key") return values.some((key) => tags.has(key));
    if (name.startsWith("tag:")) return values.includes(tags.get(name.slice(4)) ?? "");
    throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  }

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
    const description = text(params, "VersionDescription");
    if ((description ?? "").length > MAX_DESCRIPTION)
      throw new AwsError("InvalidParameterValue", `A description may have ${MAX_DESCRIPTION} characters at most`);
    if (template.versions.length >= MAX_VERSIONS) {
      throw new AwsError(
        "VersionLimitExceeded",
        `You have reached the maximum number of versions for launch template ${template.id}.`,
      );
    }
    const version: TemplateVersion = {
      number: template.lastNumber + 1,
      description,
      createdAt: new Date(this.#config.clock.now()),
      createdBy: arn,
      data,
      token: text(params, "ClientToken"),
      request: requestOf(params),
    };
    template.lastNumber = version.number;
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
      latestVersionNumber: latestOf(template),
      tagSet: describeTags(this.tags.get(template.id)),
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

function versionNamed(template: Template, version: string): TemplateVersion | undefined {
  const number =
    version === "$Latest" ? latestOf(template) : version === "$Default" ? template.defaultVersion : Number(version);
  return template.versions.find((candidate) => candidate.number === number);
}

function noVersion(message: string): AwsError {
  return new AwsError("InvalidLaunchTemplateId.VersionNotFound", message);
}

function latestOf({ versions }: Template): number {
  return Math.max(...versions.map(({ number }) => number));
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

function requestOf(params: Params): string {
  const { ClientToken: _token, ...rest } = unwatched(params);
  return JSON.stringify(rest);
}

/** @throws AwsError for data that AWS refuses before any launch. */
function readData(params: Params): Params {
  const data = kept(structure(params, "LaunchTemplateData") ?? {}, DATA);
  const image = text(data, "ImageId");
  if (image !== undefined && !/^(ami-[0-9a-f]+|resolve:ssm:.+)$/.test(image))
    throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${image}"`);
  const userData = Buffer.from(text(data, "UserData") ?? "", "base64");
  if (userData.length > MAX_USER_DATA)
    throw new AwsError("InvalidUserData.Malformed", `User data is limited to ${MAX_USER_DATA} bytes`);
  return data;
}

function missing(parameter: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${parameter}`);
}

/** The tags that a request or a template gives to resources of a kind. */
export function tagsOf(params: Params, resourceType: string): Map<string, string> {
  const specifications = structures(params, "TagSpecification").filter(
    (each) => text(each, "ResourceType") === resourceType,
  );
  const tags = specifications.flatMap((each) => structures(each, "Tag"));
  return new Map(tags.map((tag) => [required(tag, "Key"), text(tag, "Value") ?? ""]));
}

export function describeTags(tags: ReadonlyMap<string, string> | undefined): Params[] {
  return [...(tags ?? [])].map(([key, value]) => ({ key, value }));
}
