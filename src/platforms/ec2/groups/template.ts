import { CreateLaunchTemplateVersionCommand, DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DeliveryError } from "../../../delivery/errors.ts";
import { call, clientConfig } from "../../aws.ts";
import { refuse } from "../refusals.ts";
import type { TemplateRef } from "../snapshot.ts";

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
    userData: string | undefined;
    description: string;
    clientToken: string;
  }): Promise<{ version: number; warnings: string[] }> {
    const answer = await call("ec2:CreateLaunchTemplateVersion", this.#signal, () =>
      this.#ec2.send(
        new CreateLaunchTemplateVersionCommand({
          ...(request.templateId === ""
            ? { LaunchTemplateName: request.templateName }
            : { LaunchTemplateId: request.templateId }),
          SourceVersion: request.sourceVersion,
          VersionDescription: request.description,
          ClientToken: request.clientToken,
          LaunchTemplateData: { ImageId: request.imageId, UserData: request.userData },
        }),
        { abortSignal: this.#signal },
      ),
    );
    const version = answer.LaunchTemplateVersion?.VersionNumber;
    if (version === undefined)
      throw new DeliveryError("platform", "CreateLaunchTemplateVersion answered without a version number.");
    return { version, warnings: (answer.Warning?.Errors ?? []).map(({ Code, Message }) => `${Code}: ${Message}`) };
  }

  /**
   * Asks whether the credentials may make a version of this template; nothing is made.
   *
   * @throws DeliveryError `denied` when they may not.
   */
  async requireRights({ id, name, version }: TemplateRef): Promise<void> {
    const template = id === "" ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
    const input = { ...template, SourceVersion: version, LaunchTemplateData: {}, DryRun: true };
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
