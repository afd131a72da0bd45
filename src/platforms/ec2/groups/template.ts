import type { LaunchTemplateVersion } from "@aws-sdk/client-ec2";
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import { DeliveryError } from "../../../delivery/errors.ts";
import { call, clientConfig, errorName, gather } from "../../aws.ts";
import { refuse } from "../refusals.ts";
import type { TemplateRef } from "../snapshot.ts";
import type { VersionInfo } from "./template-versions.ts";

/** EC2 API Reference, DeleteLaunchTemplateVersions: up to 200 in a call. */
const VERSIONS_PER_CALL = 200;

/**
 * The only place that needs client-ec2, which costs as much start-up time as all the rest twice over: loaded by a
 * `deploy` that makes a launch template version, and by nothing else.
 */
export class TemplateEditor {
  readonly #ec2: EC2Client;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#signal = signal;
  }

  /**
   * The image's state, `available` when it can be launched (EC2 API Reference, DescribeImages).
   *
   * @throws DeliveryError `not-found` when there is no such image or it is not shared with this account.
   */
  async imageState(imageId: string): Promise<string> {
    const answer = await call(
      "ec2:DescribeImages",
      this.#signal,
      () => this.#ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }), { abortSignal: this.#signal }),
      { input: "image-id", given: `image ${imageId}` },
    );
    const [image] = answer.Images ?? [];
    if (image?.State !== undefined) return image.State;
    throw refuse("image-not-found", { image: imageId });
  }

  /**
   * Makes a version that inherits everything from `sourceVersion` but what is given. The same token twice gives the
   * same version.
   *
   * @returns its number, and what AWS warns about (the data is not validated before a launch).
   */
  async createVersion(request: {
    templateId: string;
    templateName: string;
    sourceVersion: string;
    imageId: string | undefined;
    imageOf?: string | undefined;
    userData: string | undefined;
    description: string;
    clientToken: string;
  }): Promise<{ version: number; warnings: string[] }> {
    if (request.imageOf !== undefined)
      throw new DeliveryError("internal", `A version is made before there is an image of ${request.imageOf}.`);
    const answer = await call("ec2:CreateLaunchTemplateVersion", this.#signal, () =>
      this.#ec2.send(
        new CreateLaunchTemplateVersionCommand({
          ...referenceTo({ id: request.templateId, name: request.templateName }),
          SourceVersion: request.sourceVersion,
          VersionDescription: request.description,
          ClientToken: request.clientToken,
          LaunchTemplateData: { ImageId: request.imageId, UserData: request.userData },
        }),
        { abortSignal: this.#signal },
      ),
    ).catch((error: unknown) => {
      if (errorName(error) !== "VersionLimitExceeded") throw error;
      throw refuse("template-full", { template: request.templateName }, { cause: error, noEffect: true });
    });
    const version = answer.LaunchTemplateVersion?.VersionNumber;
    if (version === undefined)
      throw new DeliveryError("platform", "CreateLaunchTemplateVersion answered without a version number.");
    return { version, warnings: (answer.Warning?.Errors ?? []).map(({ Code, Message }) => `${Code}: ${Message}`) };
  }

  /** What a version says that a refresh cannot live with; undefined: there is no such version. */
  async versionFacts(
    template: TemplateRef,
  ): Promise<{ imageId: string | undefined; byRequirements: boolean } | undefined> {
    const request = { ...referenceTo(template), Versions: [template.version] };
    const { LaunchTemplateVersions = [] } = await call("ec2:DescribeLaunchTemplateVersions", this.#signal, () =>
      this.#ec2.send(new DescribeLaunchTemplateVersionsCommand(request), { abortSignal: this.#signal }),
    );
    const data = LaunchTemplateVersions[0]?.LaunchTemplateData;
    return data === undefined
      ? undefined
      : { imageId: data.ImageId, byRequirements: data.InstanceRequirements !== undefined };
  }

  /** Deletes those versions that `pick` chooses. EC2 keeps the default one whatever it is asked; one that is gone is fine. */
  async deleteVersions(
    template: { id: string; name: string },
    pick: (versions: readonly VersionInfo[]) => number[],
  ): Promise<void> {
    const which = referenceTo(template);
    const from = { client: this.#ec2, pageSize: VERSIONS_PER_CALL };
    const pages = paginateDescribeLaunchTemplateVersions(from, which, { abortSignal: this.#signal });
    const versions = await call("ec2:DescribeLaunchTemplateVersions", this.#signal, () =>
      gather(pages, ({ LaunchTemplateVersions }) => LaunchTemplateVersions?.map(toInfo)),
    );
    const numbers = pick(versions).map(String);
    for (let start = 0; start < numbers.length; start += VERSIONS_PER_CALL) {
      const request = { ...which, Versions: numbers.slice(start, start + VERSIONS_PER_CALL) };
      await call("ec2:DeleteLaunchTemplateVersions", this.#signal, () =>
        this.#ec2.send(new DeleteLaunchTemplateVersionsCommand(request), { abortSignal: this.#signal }),
      );
    }
  }

  /**
   * Asks whether the credentials may make a version of this template; nothing is made.
   *
   * @throws DeliveryError `denied` when they may not.
   */
  async requireRights(template: TemplateRef): Promise<void> {
    const input = { ...referenceTo(template), SourceVersion: template.version, LaunchTemplateData: {}, DryRun: true };
    try {
      await call("ec2:CreateLaunchTemplateVersion", this.#signal, () =>
        this.#ec2.send(new CreateLaunchTemplateVersionCommand(input), { abortSignal: this.#signal }),
      );
    } catch (error) {
      // EC2 API Reference, "DryRun": `DryRunOperation` is the answer of a call that would have succeeded. What else EC2
      // finds wrong says nothing of rights.
      if (!(error instanceof DeliveryError) || error.code !== "platform") throw error;
    }
  }

  close(): void {
    this.#ec2.destroy();
  }
}

/** A mixed instances policy may name its template by name alone. */
function referenceTo({ id, name }: { id: string; name: string }) {
  return id === "" ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
}

function toInfo({ VersionNumber = 0, VersionDescription, DefaultVersion = false }: LaunchTemplateVersion): VersionInfo {
  return { number: VersionNumber, description: VersionDescription, isDefault: DefaultVersion };
}
