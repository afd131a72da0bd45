import { mathApi } from "./apigateway/testing.ts";
import { answering, shopFunction } from "./lambda/testing.ts";
import type { LocalAws } from "./server.ts";
import { addShop } from "./shop.ts";

/** Something to deliver to, ready for its first release. */
export interface Ready {
  /** Its name among the services of a config file. */
  name: string;
  about: string;
  /** Where requests go. */
  url: string;
  /** The settings of every step. */
  settings: Readonly<Record<string, string>>;
  /** What a deploy brings in addition. */
  deploy: Readonly<Record<string, string>>;
}

/** Builds one of each: a pair of groups, one group, a stage of a REST API, an alias of a function. */
export async function buildReady(aws: LocalAws): Promise<Ready[]> {
  const pair = await addShop(aws);
  const one = await addShop(aws, { name: "blog", fleet: "cloned", images: pair.images });
  const lab = await mathApi(aws);
  const alias = await shopFunction(aws);
  const version = await alias.publish(answering("v2"));
  const balanced = { platform: "ec2", strategy: "canary", "scale-down-delay": "5s" };
  const image = { "image-id": pair.images.v2.id };
  return [
    {
      name: "shop",
      about: "a load balancer, two target groups, and a group for each",
      url: pair.url(),
      settings: {
        ...balanced,
        listeners: pair.listeners.join(", "),
        "target-groups": "shop-a, shop-b",
        "auto-scaling-groups": "shop-a, shop-b",
      },
      deploy: image,
    },
    {
      name: "blog",
      about: "a load balancer, two target groups, and one group from which each version is cloned",
      url: one.url(),
      settings: {
        ...balanced,
        listeners: one.listeners.join(", "),
        "target-groups": "blog-a, blog-b",
        "auto-scaling-groups": "blog",
      },
      deploy: image,
    },
    {
      name: "math",
      about: "a REST API whose GET /math leads to the function mathCeil, which answers 1000; mathFloor answers 999",
      url: `${lab.api.url("prod")}/math`,
      settings: {
        ...{ platform: "api-gateway", strategy: "canary", "scale-down-delay": "5s" },
        ...{ "rest-api": lab.api.id, stage: "prod" },
      },
      deploy: { integration: `GET /math = arn:aws:lambda:${aws.region}:${aws.accountId}:function:mathFloor` },
    },
    {
      name: "function",
      about: "the alias live of the function shop, which an API calls",
      url: alias.api.url("prod"),
      settings: {
        ...{ platform: "lambda", strategy: "canary", "scale-down-delay": "5s" },
        ...{ function: "shop", alias: "live" },
      },
      deploy: { "function-version": version },
    },
  ];
}
