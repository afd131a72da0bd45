import { expect } from "vitest";
import { errorOf, only } from "../clients.ts";
import type { Aws, Verified } from "./verified.ts";
import { unused } from "./verified.ts";

/** Launch templates; the sources are in moto's tests/test_ec2/test_launch_templates.py. */

/** AWS takes data without an image, and an image that does not exist: nothing is looked at before a launch. */
const TAGGED = { TagSpecifications: [{ ResourceType: "instance" as const, Tags: [{ Key: "test", Value: "value" }] }] };
const OTHER = { ImageId: "ami-def456" };
const WHICH_VERSIONS =
  "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.";

/** A new template of one version, as the answer to its creation tells of it. */
async function create(it: Aws) {
  const LaunchTemplateName = unused("template");
  const { LaunchTemplate } = await it.ec2.createLaunchTemplate({ LaunchTemplateName, LaunchTemplateData: TAGGED });
  const { LaunchTemplateId = "" } = LaunchTemplate ?? {};
  return { LaunchTemplateName, LaunchTemplateId, LaunchTemplate };
}

async function versions(it: Aws, which: { LaunchTemplateName?: string; LaunchTemplateId?: string }, ...some: string[]) {
  const Versions = some.length === 0 ? {} : { Versions: some };
  return (await it.ec2.describeLaunchTemplateVersions({ ...which, ...Versions })).LaunchTemplateVersions ?? [];
}

/** Makes the second version of a template the default, and sees that it is. */
async function moveDefault(it: Aws, which: { LaunchTemplateName?: string; LaunchTemplateId?: string }): Promise<void> {
  await it.ec2.createLaunchTemplateVersion({ ...which, LaunchTemplateData: OTHER });
  const { LaunchTemplate } = await it.ec2.modifyLaunchTemplate({ ...which, DefaultVersion: "2" });
  expect(LaunchTemplate?.DefaultVersionNumber).toBe(2);
  const described = await it.ec2.describeLaunchTemplates({
    LaunchTemplateNames: [LaunchTemplate?.LaunchTemplateName ?? ""],
  });
  expect(only(described.LaunchTemplates).DefaultVersionNumber).toBe(2);
  const defaults = (await versions(it, which)).map(({ VersionNumber, DefaultVersion }) => [
    VersionNumber,
    DefaultVersion,
  ]);
  expect(defaults.sort()).toEqual([
    [1, false],
    [2, true],
  ]);
}

export const VERIFIED_TEMPLATES: readonly Verified[] = [
  {
    name: "a new launch template has one version, the default, and its name is taken",
    source:
      "test_launch_template_create, and in tests/test_ec2/test_fleets.py test_launch_template_is_created_properly",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplate } = await create(it);
      const made = { LaunchTemplateName, DefaultVersionNumber: 1, LatestVersionNumber: 1 };
      expect(LaunchTemplate).toMatchObject(made);
      const described = await it.ec2.describeLaunchTemplates({ LaunchTemplateNames: [LaunchTemplateName] });
      expect(described.LaunchTemplates).toMatchObject([made]);
      const again = it.ec2.createLaunchTemplate({ LaunchTemplateName, LaunchTemplateData: TAGGED });
      expect(await errorOf(again)).toEqual({
        name: "InvalidLaunchTemplateName.AlreadyExistsException",
        message: "Launch template name already in use.",
      });
    },
  },
  {
    name: "a version is found by the template's name or id, its number, $Latest or $Default, with its data as given",
    source: "test_describe_launch_template_versions",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplateId } = await create(it);
      const found = [
        await versions(it, { LaunchTemplateName }, "1"),
        await versions(it, { LaunchTemplateId }, "1"),
        await versions(it, { LaunchTemplateName }, "$Latest"),
        await versions(it, { LaunchTemplateName }, "$Default"),
      ];
      expect(found.map(([version]) => version?.LaunchTemplateData)).toEqual([TAGGED, TAGGED, TAGGED, TAGGED]);
    },
  },
  {
    name: "versions of neither a template nor an alias are not described",
    source: "test_describe_launch_template_versions_without_name_or_id",
    holds: async (it) => {
      const refused = { name: "MissingParameter", message: WHICH_VERSIONS };
      expect(await errorOf(it.ec2.describeLaunchTemplateVersions({}))).toEqual(refused);
    },
  },
  {
    name: "without a template $Latest is known, and a number is not",
    source: "test_describe_launch_template_versions_with_just_version",
    holds: async (it) => {
      // At AWS the list has every other template of the account too.
      const { LaunchTemplateName } = await create(it);
      const latest = await versions(it, {}, "$Latest");
      expect(latest.map((each) => each.LaunchTemplateName)).toContain(LaunchTemplateName);
      const refused = { name: "InvalidParameterValue", message: WHICH_VERSIONS };
      expect(await errorOf(versions(it, {}, "1"))).toEqual(refused);
    },
  },
  {
    name: "a second version has its own data alone, and is not the default",
    source: "test_create_launch_template_version, test_create_launch_template_version_by_id",
    holds: async (it) => {
      for (const by of ["LaunchTemplateName", "LaunchTemplateId"] as const) {
        const made = await create(it);
        const which = { [by]: made[by] };
        const answer = await it.ec2.createLaunchTemplateVersion({
          ...{ ...which, LaunchTemplateData: OTHER, VersionDescription: "new ami" },
        });
        expect(answer.LaunchTemplateVersion).toMatchObject({
          DefaultVersion: false,
          LaunchTemplateId: made.LaunchTemplateId,
          VersionDescription: "new ami",
          VersionNumber: 2,
        });
        expect(answer.LaunchTemplateVersion?.LaunchTemplateData).toEqual(OTHER);
      }
    },
  },
  {
    name: "all versions of a template are described unless some are named",
    source: "test_describe_launch_template_versions_with_multiple_versions",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplateId } = await create(it);
      await it.ec2.createLaunchTemplateVersion({ LaunchTemplateName, LaunchTemplateData: OTHER });
      const all = await versions(it, { LaunchTemplateName });
      const told = all
        .map(({ CreateTime: _at, CreatedBy: _by, VersionDescription: _text, Operator: _who, ...version }) => version)
        .sort((a, b) => Number(a.VersionNumber) - Number(b.VersionNumber));
      const own = { LaunchTemplateName, LaunchTemplateId };
      expect(told).toEqual([
        { ...own, VersionNumber: 1, DefaultVersion: true, LaunchTemplateData: TAGGED },
        { ...own, VersionNumber: 2, DefaultVersion: false, LaunchTemplateData: OTHER },
      ]);
    },
  },
  {
    name: "the versions that are named are described, with what was said about them",
    source: "test_describe_launch_template_versions_with_versions_option",
    holds: async (it) => {
      const { LaunchTemplateName } = await create(it);
      const add = (VersionDescription: string, LaunchTemplateData: { ImageId: string }) =>
        it.ec2.createLaunchTemplateVersion({ LaunchTemplateName, VersionDescription, LaunchTemplateData });
      await add("new ami", OTHER);
      await add("new ami, again", { ImageId: it.imageId });
      const second = { VersionDescription: "new ami", DefaultVersion: false, LaunchTemplateData: OTHER };
      const third = {
        VersionDescription: "new ami, again",
        DefaultVersion: false,
        LaunchTemplateData: { ImageId: it.imageId },
      };
      const one = await versions(it, { LaunchTemplateName }, "3");
      expect(one).toMatchObject([third]);
      const two = await versions(it, { LaunchTemplateName }, "2", "3");
      expect(two.sort((a, b) => Number(a.VersionNumber) - Number(b.VersionNumber))).toMatchObject([second, third]);
    },
  },
  {
    name: "versions of a template that there is not, by name and by id",
    source:
      "test_describe_launch_template_versions_with_wrong_name, test_describe_launch_template_versions_with_wrong_id",
    holds: async (it) => {
      expect(await errorOf(versions(it, { LaunchTemplateName: "template_name" }))).toEqual({
        name: "InvalidLaunchTemplateName.NotFoundException",
        message: "The specified launch template, with template name template_name, does not exist.",
      });
      expect(await errorOf(versions(it, { LaunchTemplateId: "lt-07ff4bb0369cd679c" }))).toEqual({
        name: "InvalidLaunchTemplateId.NotFound",
        message: "The specified launch template, with template ID lt-07ff4bb0369cd679c, does not exist.",
      });
    },
  },
  {
    name: "a version that there is not is told by the template's id, though it was asked by name",
    source: "test_describe_launch_template_versions_with_wrong_version",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplateId } = await create(it);
      expect(await errorOf(versions(it, { LaunchTemplateName }, "3"))).toEqual({
        name: "InvalidLaunchTemplateId.VersionNotFound",
        message: `Could not find the specified version 3 for the launch template with ID ${LaunchTemplateId}.`,
      });
    },
  },
  {
    name: "a template that there is not, by its name",
    source: "test_describe_launch_templates_with_non_existent_name",
    holds: async (it) => {
      const asked = it.ec2.describeLaunchTemplates({ LaunchTemplateNames: [unused("none")] });
      expect(await errorOf(asked)).toEqual({
        name: "InvalidLaunchTemplateName.NotFoundException",
        message: "At least one of the launch templates specified in the request does not exist.",
      });
    },
  },
  {
    name: "the default version is moved by the template's name",
    source: "test_modify_launch_template_by_name",
    holds: async (it) => moveDefault(it, { LaunchTemplateName: (await create(it)).LaunchTemplateName }),
  },
  {
    name: "the default version is moved by the template's id",
    source: "test_modify_launch_template_by_id",
    holds: async (it) => moveDefault(it, { LaunchTemplateId: (await create(it)).LaunchTemplateId }),
  },
  {
    name: "the default version is not moved by name and id together",
    source: "test_modify_launch_template_by_name_and_id",
    holds: async (it) => {
      const { LaunchTemplateName } = await create(it);
      const both = { LaunchTemplateId: "template_n", LaunchTemplateName, DefaultVersion: "2" };
      expect(await errorOf(it.ec2.modifyLaunchTemplate(both))).toEqual({
        name: "InvalidParameterCombination",
        message: "Either provide launch template ID or launch template name to modify the template.",
      });
    },
  },
  {
    name: "a version that there is not does not become the default",
    source: "test_modify_launch_template_with_unknown_version",
    holds: async (it) => {
      const { LaunchTemplateName } = await create(it);
      expect(await errorOf(it.ec2.modifyLaunchTemplate({ LaunchTemplateName, DefaultVersion: "2" }))).toEqual({
        name: "InvalidLaunchTemplateId.VersionNotFound",
        message: "The launch template version 2 is not found for the specified launch template.",
      });
    },
  },
];
