/** What the script `svc` on an instance runs: `stop`, `start` or `status` of the instance's app, as its local AWS does it. */
const [, , url, action = "status"] = process.argv;
const answer = await fetch(`${url}/${action}`, { method: "POST" });
const { code, text } = await answer.json();
console.log(text);
process.exitCode = code;
