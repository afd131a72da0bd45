import type { Case } from "./bad-inputs.ts";
import { LAMBDA } from "./bad-inputs.ts";

/** Wrong inputs of Lambda. */

export const LAMBDA_CASES: Case[] = [
  ["function", { ...LAMBDA, function: "" }, "function: is required on the platform lambda", "function: shop"],
  ["function", { ...LAMBDA, function: "arn:aws:lambda:eu-west-1:111122223333:function:shop" }, "is not the name of a"],
  ["alias", { ...LAMBDA, alias: "7" }, 'alias: "7" is not the name of an alias', "not digits alone"],
  ["function-version", { ...LAMBDA, "function-version": "$LATEST" }, "is not the number of a published version"],
  ["function-version", { ...LAMBDA, step: "promote" }, "function-version: ", "is not supported by step `promote`"],
  ["zip-file", { ...LAMBDA, "function-version": "" }, "zip-file: is required for `deploy`, or `image-uri` or"],
  ["zip-file", { ...LAMBDA, "function-version": "", "zip-file": "none.zip" }, "zip-file: ", "was not found"],
  ["image-uri", { ...LAMBDA, "function-version": "", "image-uri": "shop:v2" }, "is not the URI of an image in ECR"],
  [
    "image-uri",
    { ...LAMBDA, "zip-file": "big.sh", "function-version": "", "image-uri": "a.example/shop:v2" },
    "contradicts `zip-file`",
  ],
  ["smoke-payload", { ...LAMBDA, "smoke-payload": "empty.sh" }, "smoke-payload: ", "is not a file with JSON"],
  ["smoke-answer", { ...LAMBDA, "smoke-answer": "{}" }, "smoke-answer: ", "needs `smoke-payload`"],
  ["keep-versions", { ...LAMBDA, step: "teardown", "function-version": "", "keep-versions": "all" }, "from 0 to 1000"],
  ["stickiness", { ...LAMBDA, stickiness: "1h" }, "stickiness: ", "is drawn anew for every request"],
  ["cohort", { ...LAMBDA, cohort: "header X-Beta = 1" }, "cohort: ", "Let the function decide by who asks"],
  ["strategy", { ...LAMBDA, strategy: "red-black" }, "lambda: Lambda draws every call anew"],
];
