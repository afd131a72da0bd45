export const id = 170;
export const ids = [170];
export const modules = {

/***/ 4702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ countdown)
/* harmony export */ });
/** In steps, so that the log counts down without a line per look. */
const STEP_MS = 15_000;
/** Progress of a wait that only time ends, by the milliseconds that are left. */
function countdown(what, leftMs) {
    if (leftMs <= 0)
        return { state: "done" };
    const have = Math.ceil(leftMs / STEP_MS) * (STEP_MS / 1_000);
    return { state: "waiting", for: what, have, want: 0, reasons: [] };
}


/***/ }),

/***/ 1170:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NginxPlatform: () => (/* binding */ NginxPlatform)
});

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./build/platforms/nginx/settings.js
var nginx_settings = __webpack_require__(3191);
;// CONCATENATED MODULE: ./build/platforms/nginx/structure.js



/** Seconds after which nginx closes an idle connection to a side: below Node's default of 5, so that nginx closes first. */
const POOL_SECONDS = 4;
const COOKIE_SECONDS = 30 * 86_400;
/** The header by which nginx tells, to those who sent a route header, which side it chose and by which structure. */
const ANSWER_HEADER = "x-delivery";
/** The first line of each file: how we know our own, in the directory and in what `nginx -T` prints. */
function headLine(app, part) {
    return `# managed by progressive-delivery: ${app}, ${part}`;
}
/** Where the routes of `mode: reload` are. */
function routesPath({ app, configuration }) {
    return (0,external_node_path_.join)((0,external_node_path_.dirname)(configuration), "delivery", `${app}.routes.inc`);
}
/** Everything that nginx has to know once. Pure: the same settings give the same bytes. */
function structureOf(settings) {
    const draft = filesOf(settings, "");
    const hash = (0,external_node_crypto_.createHash)("sha256")
        .update([draft.http, draft.server, draft.location].map(({ content }) => content).join("\0"))
        .digest("hex")
        .slice(0, 12);
    return { hash, ...filesOf(settings, hash) };
}
/** What the user puts into the site, once. */
function siteSnippet({ server, location }) {
    return `open_file_cache off; include ${server.path}; location / { include ${location.path}; }`;
}
function filesOf(settings, hash) {
    const { app, configuration } = settings;
    const directory = (0,external_node_path_.dirname)(configuration);
    const file = (path, part, lines) => ({
        path,
        content: `${headLine(app, part)}\n# Do not edit: step \`setup\` writes it anew.\n${lines.join("\n")}\n`,
    });
    return {
        http: file((0,external_node_path_.join)(directory, "conf.d", `delivery-${app}.conf`), "http", httpLines(settings, hash)),
        server: file((0,external_node_path_.join)(directory, "delivery", `${app}.server.inc`), "server", serverLines(settings)),
        location: file((0,external_node_path_.join)(directory, "delivery", `${app}.location.inc`), "location", locationLines(app)),
    };
}
function httpLines(settings, hash) {
    const { app, ports: [first, second], stickiness, } = settings;
    const markers = settings.mode === "markers";
    const server = (port, more = "") => `server 127.0.0.1:${port}${more} max_fails=0;`;
    const upstream = (name, servers) => `upstream ${name} { zone ${name} 64k; ${servers} keepalive 32; keepalive_timeout ${POOL_SECONDS}s; }`;
    const value = "(?<VALUE>[A-Za-z0-9_-]{1,64})";
    // One map per source: a joined key could be forged by the value of the other.
    const named = (source, target, letter) => `map $${source} $${app}_${target} { "~^${value.replace("VALUE", `${app}_${letter}1`)}$" ${letter}.$${app}_${letter}1; default none; }`;
    return [
        upstream(`${app}_${first}`, server(first)),
        upstream(`${app}_${second}`, server(second)),
        upstream(`${app}_${first}_fb`, `${server(first)} ${server(second, " backup")}`),
        upstream(`${app}_${second}_fb`, `${server(second)} ${server(first, " backup")}`),
        ...identity(app, stickiness),
        ...(markers ? [buckets(`"$${app}_id"`, `${app}_b`), buckets(`"f$${app}_id"`, `${app}_f`)] : []),
        named(variableOf(`header ${(0,nginx_settings/* routeHeader */.Hc)(app)}`), "hk", "h"),
        named(variableOf((0,nginx_settings/* cohortSource */.PL)(settings)), "ck", "c"),
        // Known here already, because maps name them; the site sets them.
        `map "" $${app}_here { default ""; }`,
        markers ? `map "" $${app}_p { default ${first}; }` : `include ${routesPath(settings)};`,
        `map $http_upgrade $${app}_conn { default upgrade; "" ""; }`,
        `map $${app}_here$${app}_hk $${app}_say { "~^1h\\." "$${app}_p ${hash}"; default ""; }`,
    ];
}
/** nginx's own variable for a header, a cookie or an argument of the query. */
function variableOf(source) {
    const [kind, name = ""] = source.split(" ");
    if (kind === "header")
        return `http_${name.toLowerCase().replaceAll("-", "_")}`;
    return kind === "cookie" ? `cookie_${name}` : `arg_${name}`;
}
/** The text that the share is drawn by: the same one always falls into the same bucket. */
function identity(app, stickiness) {
    switch (stickiness.kind) {
        case "id": {
            const cookie = `${app}_id=$request_id; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`;
            return [
                `map $cookie_${app}_id $${app}_id { "~^[0-9a-f]{32}$" $cookie_${app}_id; default $request_id; }`,
                `map $https $${app}_secure { "" ""; default "; Secure"; }`,
                `map $cookie_${app}_id $${app}_new { "~^[0-9a-f]{32}$" ""; default "${cookie}$${app}_secure"; }`,
                `map $${app}_here $${app}_setid { 1 $${app}_new; default ""; }`,
            ];
        }
        case "ip":
            return [`map $remote_addr $${app}_id { default $remote_addr; }`];
        case "cookie":
            return [`map $cookie_${stickiness.name} $${app}_id { "" $request_id; default $cookie_${stickiness.name}; }`];
        case "none":
            return [`map $request_id $${app}_id { default $request_id; }`];
    }
}
/** 100 buckets of 1 %; the last takes what rounding leaves. */
function buckets(key, target) {
    const parts = Array.from({ length: 99 }, (_, index) => `1% ${index};`);
    return `split_clients ${key} $${target} { ${parts.join(" ")} * 99; }`;
}
/** At server level, where `if` with `set` alone is safe; inside a location it would disable the user's try_files. */
function serverLines(settings) {
    const { app, stickiness } = settings;
    return [
        `set $${app}_here "";`,
        ...(settings.mode === "markers" ? choices(settings) : []),
        // Here and not in the location: there they would put the site's own headers out of force.
        `add_header X-Delivery $${app}_say always;`,
        ...(stickiness.kind === "id" ? [`add_header Set-Cookie $${app}_setid always;`] : []),
    ];
}
/** Looks at the markers: everyone's share, the cohort's, named requests; the last that is found decides. */
function choices({ app, ports: [first, second], stateDir }) {
    const w = `${stateDir}/w`;
    const choose = (marker, port) => `if (-f ${w}/${marker}) { set $${app}_p ${port}; }`;
    return [
        `set $${app}_p ${first};`,
        choose(`$${app}_b`, second),
        choose(`$${app}_b.$${app}_f`, second),
        choose(`$${app}_ck`, first),
        choose(`$${app}_ck.$${app}_b`, second),
        choose(`$${app}_ck.$${app}_b.$${app}_f`, second),
        choose(`${second}.$${app}_hk`, second),
        choose(`${first}.$${app}_hk`, first),
        `set $${app}_u ${app}_$${app}_p;`,
        `if (-f ${w}/fb.$${app}_p) { set $${app}_u ${app}_\${${app}_p}_fb; }`,
    ];
}
function locationLines(app) {
    return [
        `set $${app}_here 1;`,
        "proxy_http_version 1.1;",
        `proxy_set_header Connection $${app}_conn;`,
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        `proxy_pass http://$${app}_u;`,
    ];
}

;// CONCATENATED MODULE: ./build/platforms/nginx/probe.js




/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 5_000;
/** Good answers in a row that make a side healthy: the first may come from a process that is about to fall over. */
const ANSWERS = 3;
/** One GET on a connection of its own; its body is thrown away. */
function get(site, path, headers, signal) {
    return new Promise((resolve, reject) => {
        const isDefault = site.port === (site.tls ? 443 : 80);
        const options = {
            host: site.address,
            port: site.port,
            path,
            // An agent would keep the connection, which then counts as one to drain.
            agent: false,
            headers: {
                host: isDefault ? site.host : `${site.host}:${site.port}`,
                connection: "close",
                "user-agent": "progressive-delivery",
                ...headers,
            },
            timeout: ANSWER_MS,
            signal,
        };
        const begun = site.tls
            ? (0,external_node_https_.request)({ ...options, servername: /^[[\d]/.test(site.host) ? "" : site.host })
            : (0,external_node_http_.request)(options);
        begun.on("response", (response) => {
            response.resume();
            response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
            response.on("error", reject);
        });
        begun.on("timeout", () => begun.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)));
        begun.on("error", (error) => reject(signal.aborted ? signal.reason : error));
        begun.end();
    });
}
/** Why a side does not pass its health check; undefined: it does, several times in a row. */
async function unhealthyReasonOf(port, path, signal) {
    const side = { tls: false, address: "127.0.0.1", port, host: "127.0.0.1", path };
    for (let count = 0; count < ANSWERS; count += 1) {
        try {
            const { status } = await get(side, path, {}, signal);
            if (status < 200 || status > 299)
                return `127.0.0.1:${port}${path} answers ${status}`;
        }
        catch (error) {
            signal.throwIfAborted();
            return `127.0.0.1:${port}${path} does not answer: ${messageOf(error)}`;
        }
    }
    return undefined;
}
/** Which side nginx chose for a request with a route header, and by which structure. */
function choiceOf({ headers }) {
    const value = headers[ANSWER_HEADER];
    const match = /^(\d{1,5}) ([0-9a-f]{12})$/.exec(Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));
    return match === null ? undefined : { port: Number(match[1]), structure: match[2] ?? "" };
}
/** The route to the sides: does nginx see the generation? Its probe leads to the second port, which no default does. */
async function checkRouting(site, app, generation, signal) {
    const url = `${site.tls ? "https" : "http"}://${site.host}:${site.port}${site.path}`;
    let answer;
    try {
        answer = await get(site, site.path, { [(0,nginx_settings/* routeHeader */.Hc)(app)]: generation?.probe ?? "none" }, signal);
    }
    catch (error) {
        signal.throwIfAborted();
        return { kind: "unreachable", said: `${url} does not answer: ${messageOf(error)}`, structure: undefined };
    }
    const choice = choiceOf(answer);
    if (choice === undefined) {
        return {
            kind: "plain",
            said: `${url} answers ${answer.status}, but not through the structure of ${app}: does the site include its files, and is nginx reloaded?`,
            structure: undefined,
        };
    }
    if (choice.port === generation?.ports[1])
        return { kind: "obeys", said: "", structure: choice.structure };
    return {
        kind: "blind",
        said: `nginx does not see the current state of ${app}: it chose port ${choice.port} for a probe that leads to ${generation?.ports[1] ?? "none"}.`,
        structure: choice.structure,
    };
}
function messageOf(error) {
    if (error instanceof AggregateError)
        return error.errors.map(messageOf).join(", ");
    return error instanceof Error ? error.message : String(error);
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./build/platforms/nginx/generation.js


/** Weights are kept in hundredths of a per cent. */
const WHOLE = 10_000;
const SWITCH_DIRECTIONS = ["shift", "promote", "rollback"];
function greenPort({ ports, live }) {
    return ports[0] === live ? ports[1] : ports[0];
}
function sideOf({ ports, sides }, port) {
    return ports[0] === port ? sides[0] : sides[1];
}
/** The sides with one port's record changed. */
function withSide(content, port, record) {
    const [first, second] = content.sides;
    return { sides: content.ports[0] === port ? [record, second] : [first, record] };
}
/** What a share of green's is for the second port, which nginx is told about. */
function shareOfSecond(content, ofGreen) {
    return greenPort(content) === content.ports[1] ? ofGreen : WHOLE - ofGreen;
}
/** Green has everyone's requests. */
function isPromoted({ share, cohort }) {
    return share === WHOLE && cohort === null;
}
/**
 * The names of the marker files. nginx knows only the second port's share: file `7` sends the eighth of 100 buckets
 * there, `7.3` the fourth hundredth of it. Buckets are taken in order, so growth moves users one way only. A cohort has
 * a share of its own, in files such as `c.beta.7`, and `c.beta` takes it out of everyone's.
 */
function markersOf(generation) {
    const { ports, share, rollout, switched, cohort, preview, leaving, fallback } = generation;
    const green = greenPort(generation);
    const ofSecond = (ofGreen) => shareOfSecond(generation, ofGreen);
    const markers = [...generation_buckets(ofSecond(cohort === null ? share : 0)), `${ports[1]}.h.${generation.probe}`];
    if (cohort !== null) {
        markers.push(`c.${cohort}`, ...generation_buckets(ofSecond(share)).map((bucket) => `c.${cohort}.${bucket}`));
    }
    if (rollout === null || leaving)
        return markers;
    markers.push(`${green}.h.${generation.peek}`);
    if (preview !== null)
        markers.push(`${green}.h.${preview}`);
    // Never for blue: a dying blue must not send everybody to a version that nobody approved yet.
    if (fallback && switched !== null)
        markers.push(`fb.${green}`);
    return markers;
}
function generation_buckets(share) {
    const [whole, rest] = [Math.floor(share / 100), share % 100];
    return [
        ...Array.from({ length: whole }, (_, index) => String(index)),
        ...Array.from({ length: rest }, (_, index) => `${whole}.${index}`),
    ];
}
/**
 * Reads a `state.json`.
 *
 * @throws DeliveryError `unsuitable` when it is not one of ours, or was tampered with.
 */
function parseGeneration(text, file) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        value = undefined;
    }
    if (isGeneration(value))
        return value;
    throw new errors/* DeliveryError */.VE("unsuitable", `state-dir: ${file} is not a state that a step of this action wrote.`, {
        remedy: "nginx goes on as before; nothing was touched. See docs/nginx.md, undoing by hand.",
    });
}
function isGeneration(value) {
    if (!isFields(value) || value.format !== 1)
        return false;
    const { ports, live, share, sides, switched, rollout } = value;
    return (isPair(ports, isPort) &&
        ports[0] !== ports[1] &&
        ports.some((port) => port === live) &&
        isWhole(share, WHOLE) &&
        isWhole(value.seq, Number.MAX_SAFE_INTEGER) &&
        isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
        isText(value.app, nginx_settings/* APP */.uq) &&
        isPair(sides, isSide) &&
        (rollout === null || isRollout(rollout)) &&
        (switched === null || isSwitch(switched)) &&
        typeof value.fallback === "boolean" &&
        typeof value.leaving === "boolean" &&
        typeof value.cohortSource === "string" &&
        (value.cohort === null || isText(value.cohort, nginx_settings/* TOKEN */.CV)) &&
        (value.preview === null || isText(value.preview, nginx_settings/* TOKEN */.CV)) &&
        (value.structure === null || typeof value.structure === "string") &&
        isText(value.probe, nginx_settings/* TOKEN */.CV) &&
        isText(value.peek, nginx_settings/* TOKEN */.CV));
}
function isFields(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isPair(value, is) {
    return Array.isArray(value) && value.length === 2 && value.every(is);
}
function isWhole(value, high) {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= high;
}
function isPort(value) {
    return isWhole(value, 65_535) && value > 0;
}
function isText(value, form) {
    return typeof value === "string" && form.test(value);
}
function isSide(value) {
    return (isFields(value) && typeof value.up === "boolean" && (value.revision === null || isText(value.revision, nginx_settings/* REVISION */.sP)));
}
function isRollout(value) {
    return (isFields(value) &&
        typeof value.id === "string" &&
        isText(value.revision, nginx_settings/* REVISION */.sP) &&
        typeof value.startedAt === "string");
}
function isSwitch(value) {
    return (isFields(value) &&
        SWITCH_DIRECTIONS.some((direction) => direction === value.direction) &&
        isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
        (value.baking === undefined || typeof value.baking === "boolean"));
}

;// CONCATENATED MODULE: ./build/platforms/nginx/store.js




/** How many generations stay on disk: a request may be between two looks at the one that was current. */
const KEEP = 5;
const LINK = "w";
const STATE = "state.json";
/**
 * Reads the current generation and compares its markers with what its state says.
 *
 * @throws DeliveryError `denied` when the directory may not be read, `unsuitable` when the state is not ours.
 */
function readStore(directory) {
    const name = linkTarget(directory);
    if (name === undefined)
        return { generation: undefined, drift: [], unfinished: [] };
    const file = (0,external_node_path_.join)(directory, name, STATE);
    const generation = parseGeneration(explained(directory, () => (0,external_node_fs_.readFileSync)(file, "utf8")), file);
    const wanted = new Set(markersOf(generation));
    const there = new Set(explained(directory, () => (0,external_node_fs_.readdirSync)((0,external_node_path_.join)(directory, name))).filter((item) => item !== STATE));
    const secrets = [generation.probe, generation.peek, generation.preview ?? ""].filter((item) => item !== "");
    const shown = (marker) => (secrets.some((secret) => marker.endsWith(secret)) ? "a secret marker" : marker);
    const drift = [
        ...[...wanted].filter((marker) => !there.has(marker)).map((marker) => `${shown(marker)} is missing`),
        ...[...there].filter((marker) => !wanted.has(marker)).map((marker) => `${marker} is not ours`),
    ];
    const unfinished = generationsIn(directory).filter((seq) => seq > generation.seq);
    return { generation, drift, unfinished: unfinished.map((seq) => `w.${seq}`) };
}
/**
 * Writes a generation and makes it the current one by one rename, on disk before it returns.
 *
 * @throws DeliveryError with `noEffect` when it could not be written: the former one stays current, as a whole.
 */
function writeGeneration(directory, generation) {
    const name = `w.${generation.seq}`;
    const path = (0,external_node_path_.join)(directory, name);
    const next = (0,external_node_path_.join)(directory, "w.next");
    try {
        // Of a change that was cut off here: nobody ever saw it.
        (0,external_node_fs_.rmSync)(path, { recursive: true, force: true });
        (0,external_node_fs_.rmSync)(next, { force: true });
        (0,external_node_fs_.mkdirSync)(path);
        for (const marker of markersOf(generation))
            (0,external_node_fs_.closeSync)((0,external_node_fs_.openSync)((0,external_node_path_.join)(path, marker), "wx", 0o644));
        (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(path, STATE), `${JSON.stringify(generation, undefined, 1)}\n`, { mode: 0o600, flush: true });
        // nginx may test for a name, but nobody may list the names: some are secrets. Set here, whatever the umask says.
        (0,external_node_fs_.chmodSync)(path, 0o711);
        giveAway(directory, path, (0,external_node_path_.join)(path, STATE));
        sync(path);
        (0,external_node_fs_.symlinkSync)(name, next);
        sync(directory);
        (0,external_node_fs_.renameSync)(next, (0,external_node_path_.join)(directory, LINK));
    }
    catch (error) {
        discard(path, next);
        throw unwritable(directory, error);
    }
    sync(directory);
    for (const seq of generationsIn(directory).filter((old) => old <= generation.seq - KEEP)) {
        (0,external_node_fs_.rmSync)((0,external_node_path_.join)(directory, `w.${seq}`), { recursive: true, force: true });
    }
}
/** The file that a systemd unit reads its variables from, and a process writes its output to. */
function sideFile(directory, port, kind) {
    return (0,external_node_path_.join)(directory, `${port}.${kind}`);
}
/** What a failed write means. */
function unwritable(path, error) {
    const code = codeOf(error);
    const said = error instanceof Error ? error.message : String(error);
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
        return new errors/* DeliveryError */.VE("denied", `${path} may not be written: ${said}`, {
            noEffect: true,
            cause: error,
            remedy: "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md. Traffic goes on as before.",
        });
    }
    const full = code === "ENOSPC" || code === "EDQUOT";
    return new errors/* DeliveryError */.VE("platform", `${path} could not be written: ${said}`, {
        noEffect: true,
        cause: error,
        remedy: `${full ? "The disk is full: make room" : "Mend that"}, then run the step again. Traffic goes on as before.`,
    });
}
function linkTarget(directory) {
    try {
        const target = (0,external_node_fs_.readlinkSync)((0,external_node_path_.join)(directory, LINK));
        if (/^w\.\d{1,15}$/.test(target))
            return target;
        throw new errors/* DeliveryError */.VE("unsuitable", `state-dir: ${(0,external_node_path_.join)(directory, LINK)} leads to ${target}, not to a state of ours.`, {
            remedy: "nginx goes on as before; nothing was touched. See docs/nginx.md, undoing by hand.",
        });
    }
    catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
            return undefined;
        if (codeOf(error) === "EINVAL") {
            throw new errors/* DeliveryError */.VE("unsuitable", `state-dir: ${(0,external_node_path_.join)(directory, LINK)} is there, but is no link of ours.`, {
                remedy: "Give a directory of its own, or move that away; nothing was touched.",
            });
        }
        throw readable(directory, error);
    }
}
function generationsIn(directory) {
    return (0,external_node_fs_.readdirSync)(directory).flatMap((name) => {
        const seq = /^w\.(\d{1,15})$/.exec(name)?.[1];
        return seq === undefined ? [] : [Number(seq)];
    });
}
function explained(directory, read) {
    try {
        return read();
    }
    catch (error) {
        throw readable(directory, error);
    }
}
function readable(directory, error) {
    if (error instanceof errors/* DeliveryError */.VE)
        return error;
    const said = error instanceof Error ? error.message : String(error);
    const denied = codeOf(error) === "EACCES" || codeOf(error) === "EPERM";
    return new errors/* DeliveryError */.VE(denied ? "denied" : "unsuitable", `state-dir: ${directory} cannot be read: ${said}`, {
        cause: error,
        remedy: denied
            ? "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md; nothing was touched."
            : "nginx goes on as before; nothing was touched. See docs/nginx.md, undoing by hand.",
    });
}
function discard(...paths) {
    for (const path of paths) {
        try {
            (0,external_node_fs_.rmSync)(path, { recursive: true, force: true });
        }
        catch {
            // The next change removes it; the error that led here is the one to tell.
        }
    }
}
/** What root writes during `setup` belongs to whom the directory belongs. */
function giveAway(directory, ...paths) {
    if (process.getuid?.() !== 0)
        return;
    const { uid, gid } = (0,external_node_fs_.statSync)(directory);
    for (const path of paths)
        (0,external_node_fs_.chownSync)(path, uid, gid);
}
/** Names in a directory are on disk only when the directory is synced (fsync(2)). */
function sync(directory) {
    const fd = (0,external_node_fs_.openSync)(directory, "r");
    try {
        (0,external_node_fs_.fsyncSync)(fd);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
function codeOf(error) {
    return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/processes.js




/** The variable by which a process, and whatever it starts, is known to belong to a side: no pid has to be kept. */
const MARK = "PROGRESSIVE_DELIVERY_SIDE";
/** Lines of a side's output that an error shows. */
const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 300;
/** The processes of a side, from whatever step and however they went into the background. Zombies are none. */
function processesOf(stateDir, port) {
    const mark = `${MARK}=${markOf(stateDir, port)}`;
    return (0,external_node_fs_.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
        const variables = environOf(pid);
        if (!variables.includes(mark))
            return [];
        const revision = variables.find((variable) => variable.startsWith("REVISION="))?.slice("REVISION=".length);
        return [{ pid: Number(pid), revision }];
    });
}
/** `pid 4711 (node)`. */
function describeProcess(pid) {
    try {
        return `pid ${pid} (${(0,external_node_fs_.readFileSync)(`/proc/${pid}/comm`, "utf8").trim()})`;
    }
    catch {
        return `pid ${pid}`;
    }
}
/**
 * Runs a start command so that it outlives the step and the job: in a session of its own, with its output in a file,
 * and without the variables by which the runner finds what a job left behind (actions/runner, JobExtension.cs).
 *
 * @throws DeliveryError when its log cannot be written.
 */
function startDetached(command, env, stateDir, log, cwd) {
    let fd;
    try {
        renameOver(log, `${log}.1`);
        fd = (0,external_node_fs_.openSync)(log, "a", 0o640);
    }
    catch (error) {
        throw unwritable(log, error);
    }
    let failure;
    try {
        const child = (0,external_node_child_process_.spawn)("/bin/sh", ["-c", command], {
            cwd,
            detached: true,
            stdio: ["ignore", fd, fd],
            env: { ...outsideEnv(), ...env, [MARK]: markOf(stateDir, Number(env.PORT)) },
        });
        child.once("error", (error) => {
            failure = error.message;
        });
        child.once("exit", (code, signal) => {
            if (code !== 0)
                failure = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
        });
        child.unref();
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
    return { failure: () => failure };
}
/**
 * Runs a program to its end, without a shell.
 *
 * @throws DeliveryError `not-found` when there is no such program; the signal's reason when it aborts first.
 */
function runProgram(program, args, options) {
    return new Promise((resolve, reject) => {
        let output = "";
        const child = (0,external_node_child_process_.spawn)(program, args, {
            env: { ...outsideEnv(), ...options.env },
            ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
            stdio: ["ignore", "pipe", "pipe"],
            signal: options.signal,
        });
        const take = (chunk) => {
            output = (output + chunk.toString()).slice(-64_000);
        };
        child.stdout.on("data", take);
        child.stderr.on("data", take);
        child.once("error", (error) => {
            if (options.signal.aborted)
                reject(options.signal.reason);
            else if (codeOf(error) !== "ENOENT")
                reject(error);
            else {
                const remedy = "Install it, or put it on the PATH of the runner.";
                reject(new errors/* DeliveryError */.VE("not-found", `${program} is not installed on this machine.`, { cause: error, remedy }));
            }
        });
        child.once("close", (code) => resolve({ code, output }));
    });
}
/** Signals a process of a side; one that is gone already is as good. */
function signalProcess(pid, signal) {
    try {
        process.kill(pid, signal);
    }
    catch (error) {
        if (codeOf(error) === "ESRCH")
            return;
        throw new errors/* DeliveryError */.VE("denied", `${describeProcess(pid)} belongs to another user and cannot be stopped.`, {
            cause: error,
            remedy: "Give `stop` a command that may, or stop it by hand; then run `teardown` again.",
        });
    }
}
/** The last lines of a text, for an error. */
function lastLines(text) {
    return text
        .split("\n")
        .map((line) => line.trim().slice(0, SHOWN_CHARACTERS))
        .filter((line) => line !== "")
        .slice(-SHOWN_LINES);
}
function readLog(log) {
    try {
        return (0,external_node_fs_.readFileSync)(log, "utf8");
    }
    catch {
        return "";
    }
}
/** The job's environment without what belongs to the job alone: tokens, inputs, and the runner's tracking id. */
function outsideEnv() {
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:INPUT_|STATE_|GITHUB_|RUNNER_|ACTIONS_)/.test(name));
    // Where Debian puts nginx; not on the path of ordinary users.
    return { ...Object.fromEntries(kept), PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin` };
}
function markOf(stateDir, port) {
    return `${stateDir}@${port}`;
}
function environOf(pid) {
    try {
        // The environment of a zombie is empty.
        return (0,external_node_fs_.readFileSync)(`/proc/${pid}/environ`, "utf8").split("\0");
    }
    catch {
        return []; // Gone meanwhile, or another user's.
    }
}
function renameOver(from, to) {
    try {
        (0,external_node_fs_.renameSync)(from, to);
    }
    catch (error) {
        if (codeOf(error) !== "ENOENT")
            throw error;
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/install.js







/** nginx's own default on Debian, Ubuntu, RHEL and in the official image. */
const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
/** Fresh connections in a row that must be decided by the new structure. */
const PROOFS = 20;
/** nginx tells its old workers to go after 100 ms (ngx_process_cycle.c); until then they accept too. */
const SETTLE_MS = 300;
const PROVE_MS = 10_000;
const LOOK_MS = 50;
/**
 * What is in nginx's directory, and whether nginx would take it.
 *
 * @throws DeliveryError `not-found` when nginx is not installed.
 */
async function readInstallation(tools) {
    const { settings, signal } = tools;
    const { output } = await runProgram("nginx", ["-v"], { signal });
    if (!(0,external_node_fs_.existsSync)(settings.configuration)) {
        throw new errors/* DeliveryError */.VE("not-found", `nginx-conf: there is no ${settings.configuration}.`, {
            remedy: "Give the path of nginx's main configuration file; nothing was touched.",
        });
    }
    const { http, server, location } = structureOf(settings);
    const routes = settings.mode === "reload" ? [routesPath(settings)] : [];
    const paths = [...[http, server, location].map(({ path }) => path), ...routes];
    return {
        version: /nginx\/[\d.]+/.exec(output)?.[0] ?? output.trim(),
        broken: await testError(tools),
        files: Object.fromEntries(paths.map((path) => [path, contentOf(path)])),
        leftovers: paths.map(backupOf).filter((path) => (0,external_node_fs_.existsSync)(path)),
    };
}
/**
 * Writes the structure, has nginx test and load it, and proves by requests that it did. Whatever fails, the former
 * files are put back; nginx serves what it served until its new workers are there.
 *
 * @throws DeliveryError `denied` without the rights, `unsuitable` when nginx refuses.
 */
async function install(tools, files, hash, generation) {
    const { app } = tools.settings;
    try {
        for (const file of files)
            replace(file);
    }
    catch (error) {
        putBack(files);
        throw unwritable((0,external_node_path_.dirname)(files[0]?.path ?? ""), error);
    }
    try {
        const broken = await testError(tools);
        if (broken !== undefined)
            throw unloadable("nginx refuses the configuration with our files in it.", [broken]);
        const { output } = await nginx(tools, ["-T", "-q"]);
        if (!output.includes(headLine(app, "http"))) {
            const problem = `nginx-conf: ${tools.settings.configuration} does not include ${files[0]?.path} in its http block.`;
            throw unloadable(problem, [], "Add `include conf.d/*.conf;` to its http block, as the packages have it.");
        }
        await reload(tools);
        const included = output.includes(headLine(app, "server")) && output.includes(headLine(app, "location"));
        if (included)
            await prove(tools, hash, generation);
    }
    catch (error) {
        await undo(tools, files);
        throw error;
    }
    for (const { path } of files)
        (0,external_node_fs_.rmSync)(backupOf(path), { force: true });
}
/** Why `nginx -t` fails, in nginx's words; undefined when it does not. */
async function testError(tools) {
    const { code, output } = await nginx(tools, ["-t", "-q"]);
    return code === 0 ? undefined : (lastLines(output).find((line) => line.includes("[emerg]")) ?? output.trim());
}
async function reload(tools) {
    const { code, output } = await nginx(tools, ["-s", "reload"]);
    if (code === 0)
        return;
    const lines = lastLines(output);
    const foreign = output.includes("Operation not permitted");
    const problem = foreign ? "nginx is not ours to reload." : "nginx could not be told to reload: is it running?";
    const remedy = foreign ? "Run `setup` as the user that started nginx, which is root as a rule." : "Start nginx.";
    throw unloadable(problem, lines, remedy);
}
/** A reload that nginx cannot follow says so only in its log: whether it followed is seen from outside. */
async function prove({ settings, clock, signal }, hash, generation) {
    const began = clock.now();
    let inARow = 0;
    let said = "";
    while (inARow < PROOFS || clock.now() - began < SETTLE_MS) {
        const routing = await checkRouting(settings.site, settings.app, generation, signal);
        const proven = routing.kind === "obeys" && routing.structure === hash;
        inARow = proven ? inARow + 1 : 0;
        if (!proven) {
            said = routing.kind === "obeys" ? `nginx still has the structure ${routing.structure}` : routing.said;
            await clock.sleep(LOOK_MS, signal);
        }
        if (clock.now() - began > PROVE_MS) {
            const remedy = "Look into nginx's error log. Is `url` the site that includes the files, do its server and location have no " +
                "`add_header` that hides X-Delivery, and may nginx's user enter the state directory?";
            throw unloadable("The new structure was loaded, but a request does not show it.", [said], remedy);
        }
    }
}
/** Puts the former files back and has nginx load them, if it would; a site that needs ours keeps them. */
async function undo(tools, files) {
    putBack(files);
    // Not the step's signal: a cancelled setup has to leave a whole configuration, too.
    const calm = { ...tools, signal: AbortSignal.timeout(PROVE_MS) };
    if ((await testError(calm)) === undefined) {
        await nginx(calm, ["-s", "reload"]);
        return;
    }
    for (const file of files)
        writeWhole(file);
    if ((await testError(calm)) === undefined)
        return;
    for (const { path } of files)
        (0,external_node_fs_.rmSync)(path, { force: true });
}
function nginx({ settings, signal }, args) {
    const own = settings.configuration === DEFAULT_CONFIGURATION ? [] : ["-c", settings.configuration];
    return runProgram("nginx", [...args, ...own], { signal });
}
function unloadable(problem, reasons, remedy = "Mend what nginx says.") {
    return new errors/* DeliveryError */.VE("unsuitable", problem, {
        reasons,
        remedy: `${remedy} The former files are back in place, and nginx serves what it served; run \`setup\` again then.`,
    });
}
/** The former content is kept beside it until the new one is proven. An earlier one that was never proven is no former. */
function replace(file) {
    const { path } = file;
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
    if (!(0,external_node_fs_.existsSync)(backupOf(path)))
        writeWhole({ ...file, path: backupOf(path), content: contentOf(path) ?? "" });
    writeWhole(file);
}
function putBack(files) {
    for (const file of files) {
        const { path } = file;
        const former = contentOf(backupOf(path));
        if (former === undefined)
            continue;
        // Ours are never empty: an empty one stands for none.
        if (former === "")
            (0,external_node_fs_.rmSync)(path, { force: true });
        else
            writeWhole({ ...file, content: former });
        (0,external_node_fs_.rmSync)(backupOf(path), { force: true });
    }
}
/** Whole or not at all, and under a name that no `*.conf` finds until it is whole. */
function writeWhole({ path, content, secret }) {
    const next = `${path}.next`;
    (0,external_node_fs_.rmSync)(next, { force: true });
    (0,external_node_fs_.writeFileSync)(next, content, { mode: secret === true ? 0o600 : 0o644, flush: true });
    (0,external_node_fs_.renameSync)(next, path);
}
function backupOf(path) {
    return `${path}.before`;
}
function contentOf(path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, "utf8");
    }
    catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
            return undefined;
        throw unwritable(path, error);
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/routes.js


/**
 * What the markers say, as configuration, for `mode: reload`: a file that every switch writes anew. Its values are
 * ports, shares and names that `markersOf` takes too.
 */
function routesOf(place, generation) {
    const { app } = place;
    const { ports, cohort } = generation;
    const [first, second] = ports;
    const everyone = shareOfSecond(generation, cohort === null ? generation.share : 0);
    const markers = markersOf(generation);
    // `<port>.h.<value>`: as patterns, because keys of a map are matched without regard to case, and 44 characters at most.
    const named = markers.flatMap((marker) => {
        const [port = "", kind, value = ""] = marker.split(".");
        return kind === "h" ? [`"~^h\\.${value}$" ${port};`] : [];
    });
    const upstream = (port) => `${port} ${app}_${port}${markers.includes(`fb.${port}`) ? "_fb" : ""};`;
    const lines = [
        headLine(app, "routes"),
        "# Do not edit: every switch writes it anew.",
        draw(app, "d", everyone, ports),
        draw(app, "e", shareOfSecond(generation, generation.share), ports),
        `map $${app}_ck $${app}_dc { default $${app}_d;${cohort === null ? "" : ` "~^c\\.${cohort}$" $${app}_e;`} }`,
        `map $${app}_hk $${app}_p { default $${app}_dc; ${named.join(" ")} }`,
        `map $${app}_p $${app}_u { default ${app}_${first}; ${upstream(first)} ${upstream(second)} }`,
    ];
    return { path: routesPath(place), content: `${lines.join("\n")}\n`, secret: true };
}
/** `0%` and `100%` are no percentages to nginx. */
function draw(app, letter, share, [first, second]) {
    const target = `$${app}_${letter}`;
    if (share === 0 || share === WHOLE)
        return `map "" ${target} { default ${share === 0 ? first : second}; }`;
    return `split_clients "$${app}_id" ${target} { ${(share / 100).toFixed(2)}% ${second}; * ${first}; }`;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/apply.js









/** How long nginx may take to see a change, in milliseconds: at once, but for an `open_file_cache`. */
const apply_PROVE_MS = 5_000;
const apply_LOOK_MS = 50;
/** The writing half of the platform: one method per kind of change, each idempotent. */
class NginxWriter {
    #settings;
    #processes;
    #clock;
    #signal;
    constructor(settings, processes, clock, signal) {
        this.#settings = settings;
        this.#processes = processes;
        this.#clock = clock;
        this.#signal = signal;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "begin":
                return this.#begin(change, seen);
            case "install": {
                await this.#install(change.files, change.hash, this.#current());
                return undefined;
            }
            case "switch":
                return this.#switch(change, seen);
            case "start":
                await this.#processes.start(change.port, change.revision);
                return undefined;
            case "stop":
                await this.#processes.stop(change.port, change.revision);
                return undefined;
            case "try":
                await this.#try(change);
                return seen;
            case "record-baked":
                return this.#recordBaked(seen);
            case "wait-healthy":
            case "wait-drained":
            case "wait-bake":
                throw new errors/* DeliveryError */.VE("internal", `A wait (${change.kind}) was applied instead of waited for.`);
        }
    }
    #begin({ content }, seen) {
        const { stateDir } = this.#settings;
        const { generation: existing } = readStore(stateDir);
        if (existing !== undefined)
            return { ...seen, generation: existing };
        const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
        try {
            (0,external_node_fs_.mkdirSync)(stateDir, { recursive: true, mode: 0o755 });
            // Whoever asked root for this runs every later step.
            if (process.getuid?.() === 0 && uid !== undefined && gid !== undefined) {
                (0,external_node_fs_.chownSync)(stateDir, Number(uid), Number(gid));
            }
        }
        catch (error) {
            throw unwritable(stateDir, error);
        }
        const generation = this.#next(content, 1);
        writeGeneration(stateDir, generation);
        return { ...seen, generation };
    }
    /** With the header values that nginx knows: nothing that it serves by changes. */
    #recordBaked(seen) {
        const before = this.#current();
        if (before.switched?.baking !== true)
            return { ...seen, generation: before };
        const { direction, at } = before.switched;
        const { probe, peek } = before;
        const next = { ...this.#next({ ...before, switched: { direction, at } }, before.seq + 1), probe, peek };
        writeGeneration(this.#settings.stateDir, next);
        return { ...seen, generation: next };
    }
    /** From the state on disk, not from the one seen: nobody else can have written it, but this step has. */
    async #switch({ edit, stays }, seen) {
        const { stateDir } = this.#settings;
        const before = this.#current();
        this.#signal.throwIfAborted();
        const next = isDone(edit, before) ? before : this.#next({ ...before, ...edit }, before.seq + 1);
        if (this.#settings.mode === "reload")
            return this.#reload(before, next, edit, seen);
        if (next !== before)
            writeGeneration(stateDir, next);
        const after = { ...seen, at: this.#clock.now(), generation: next, drift: [], unfinished: [] };
        // A site that does not include the structure yet has nothing to prove.
        if (edit.structure !== undefined)
            return after;
        const routing = await this.#obeyed(next);
        if (routing.kind === "obeys")
            return { ...after, routing };
        if (stays === true) {
            throw new errors/* DeliveryError */.VE("platform", `The way back is written, but nginx does not follow: ${routing.said}`, {
                remedy: "It holds from the moment that nginx sees it. Look after nginx, then run the step again.",
            });
        }
        if (next !== before)
            writeGeneration(stateDir, this.#next(before, next.seq + 1));
        throw new errors/* DeliveryError */.VE("platform", `nginx did not follow the change, which was taken back: ${routing.said}`, {
            noEffect: true,
            remedy: "Traffic goes on as before. Run `status`, look after what it finds, then run the step again.",
        });
    }
    /**
     * The same by nginx's own files. They are written second: whoever finds them behind the state knows what was meant,
     * and the next step loads it.
     */
    async #reload(before, next, edit, seen) {
        const { stateDir } = this.#settings;
        if (edit.structure !== undefined) {
            // Proven a moment ago, by the header values that are loaded: they stay.
            if (next !== before)
                writeGeneration(stateDir, { ...next, probe: before.probe, peek: before.peek });
            return undefined;
        }
        if (next !== before)
            writeGeneration(stateDir, next);
        try {
            await this.#install([], next.structure ?? "", next);
        }
        catch (error) {
            // A cancelled step is undone by its undo record.
            if (this.#signal.aborted || next === before)
                throw error;
            writeGeneration(stateDir, { ...before, seq: next.seq + 1, at: this.#clock.now() });
            if (!(error instanceof errors/* DeliveryError */.VE))
                throw error;
            const { reasons, remedy = "" } = error;
            throw new errors/* DeliveryError */.VE(error.code, error.message, { reasons, remedy, noEffect: true, cause: error });
        }
        return { ...seen, at: this.#clock.now(), generation: next, drift: [], unfinished: [] };
    }
    #install(files, hash, generation) {
        const tools = { settings: this.#settings, clock: this.#clock, signal: this.#signal };
        const routes = this.#settings.mode === "reload" ? [routesOf(this.#settings, generation)] : [];
        return install(tools, [...files, ...routes], hash, generation);
    }
    async #obeyed(generation) {
        const deadline = this.#clock.now() + apply_PROVE_MS;
        for (;;) {
            const routing = await checkRouting(this.#settings.site, this.#settings.app, generation, this.#signal);
            if (routing.kind === "obeys" || this.#clock.now() > deadline)
                return routing;
            await this.#clock.sleep(apply_LOOK_MS, this.#signal);
        }
    }
    async #try({ port, checks }) {
        const { site, app } = this.#settings;
        const headers = { [(0,nginx_settings/* routeHeader */.Hc)(app)]: this.#current().peek };
        const illnesses = [];
        const own = checks.some(({ path }) => path === site.path) ? [] : [undefined];
        for (const check of [...own, ...checks]) {
            const path = check?.path ?? site.path;
            try {
                const answer = await get(site, path, headers, this.#signal);
                const chosen = choiceOf(answer)?.port;
                const good = check === undefined ? answer.status < 500 : (0,path_check/* isAsWanted */.K1)(check, answer.status);
                if (chosen !== port)
                    illnesses.push(`${path} was led to ${chosen ?? "no side of ours"} instead of ${port}`);
                else if (!good)
                    illnesses.push(`${path} answers ${answer.status}`);
            }
            catch (error) {
                this.#signal.throwIfAborted();
                illnesses.push(`${path} does not answer: ${messageOf(error)}`);
            }
        }
        if (illnesses.length === 0)
            return;
        throw new errors/* DeliveryError */.VE("unhealthy", `${app}@${port} does not answer as it should through nginx.`, {
            reasons: illnesses,
            remedy: "It has no traffic. Mend it and deploy again, or run `rollback`, then `teardown`, to give it up.",
        });
    }
    #current() {
        const { generation } = readStore(this.#settings.stateDir);
        if (generation !== undefined)
            return generation;
        throw new errors/* DeliveryError */.VE("platform", `The state in ${this.#settings.stateDir} is gone.`, {
            remedy: "Somebody removed it while the step ran. nginx now sends everything to the first port: run `setup`.",
        });
    }
    #next(content, seq) {
        const token = () => (0,external_node_crypto_.randomBytes)(16).toString("hex");
        return { ...content, format: 1, seq, at: this.#clock.now(), probe: token(), peek: token() };
    }
}
function isDone(edit, generation) {
    return Object.entries({ ...generation, ...edit }).every(([name, value]) => JSON.stringify(value) === JSON.stringify(generation[name]));
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./build/platforms/nginx/lock.js




/** How long the holder of the lock has to say who it is, in milliseconds. */
const lock_ANSWER_MS = 1_000;
/**
 * One step at a time for each state directory: an abstract socket, which the kernel takes away with the process that
 * holds it, however it ends (unix(7)). Whoever connects is told who holds it.
 *
 * @throws DeliveryError `refused` when another step holds it.
 */
async function lock(stateDir, holder) {
    const id = (0,external_node_crypto_.createHash)("sha256").update(stateDir).digest("hex").slice(0, 32);
    const path = `\0progressive-delivery-${id}`;
    const server = (0,external_node_net_.createServer)((socket) => {
        socket.on("error", () => socket.destroy());
        socket.end(holder);
    });
    try {
        await new Promise((resolve, reject) => {
            server.once("error", reject);
            server.listen({ path }, resolve);
        });
    }
    catch (error) {
        if (codeOf(error) !== "EADDRINUSE")
            throw error;
        throw new errors/* DeliveryError */.VE("refused", `Another step is at work on ${stateDir}: ${await whoHolds(path)}.`, {
            remedy: "Run this one again when that one is over; give the workflows one `concurrency` group. Nothing was touched.",
        });
    }
    // The lock alone does not keep the process alive.
    server.unref();
    return server;
}
function whoHolds(path) {
    return new Promise((resolve) => {
        let said = "";
        const socket = (0,external_node_net_.connect)({ path });
        const end = () => {
            socket.destroy();
            resolve(said === "" ? "it did not say which" : said.slice(0, 200));
        };
        socket.setTimeout(lock_ANSWER_MS, end);
        socket.setEncoding("utf8");
        socket.on("data", (chunk) => {
            said += chunk;
        });
        socket.on("end", end);
        socket.on("error", end);
    });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/snapshot.js
function stateOf({ sides }, port) {
    return sides[0].port === port ? sides[0] : sides[1];
}

;// CONCATENATED MODULE: ./build/platforms/nginx/parts.js



/** What several steps share. */
/** `shop@7002`. */
function nameOf({ app }, port) {
    return `${app}@${port}`;
}
function percent(share) {
    return share / 100;
}
/** Green gets `share` hundredths of a per cent. */
function setShare(generation, share, switched, more = {}) {
    const green = greenPort(generation);
    return {
        kind: "switch",
        movesTraffic: true,
        edit: { share, switched, ...more },
        // A way back is never taken back: should nginx not answer, it still finds the right markers when it does.
        ...(switched.direction === "rollback" ? { stays: true } : {}),
        summary: `Set the weights to blue ${percent(10_000 - share)} (${nameOf(generation, generation.live)}), green ${percent(share)} (${nameOf(generation, green)})`,
    };
}
/** Green has to answer through nginx: the URL itself, and the paths of `smoke-test`. */
function tryGreen({ smoke }, generation, port) {
    const what = smoke.length === 0 ? "" : `, and for ${smoke.map(path_check/* describePathCheck */.xA).join(", ")}`;
    return {
        kind: "try",
        port,
        checks: smoke,
        summary: `Ask ${nameOf(generation, port)} through nginx, by a secret header${what}`,
    };
}
function waitHealthy(generation, port) {
    return {
        kind: "wait-healthy",
        waits: true,
        port,
        summary: `Wait until ${nameOf(generation, port)} answers its health check`,
    };
}
function startSide(generation, port, revision) {
    return { kind: "start", port, revision, summary: `Start ${nameOf(generation, port)} with ${revision}` };
}
/**
 * A process of ours is there. Without one that carries our mark, whoever listens counts only when it was there before
 * the first rollout, or when somebody else starts and stops it for us: systemd, Docker, the user's own commands.
 */
function isUp({ supervisor }, seen, generation, port) {
    const state = stateOf(seen, port);
    if (state.pids.length > 0)
        return true;
    const { up, revision } = sideOf(generation, port);
    const marked = supervisor?.kind === "commands" && supervisor.stop === undefined;
    return state.listening && up && (!marked || revision === null);
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/platforms/nginx/plan-deploy.js




/** Brings green up beside blue at weight 0. A rollout of the same revision is taken up where it was left. */
function planDeploy(settings, intent, seen, generation) {
    const wanted = settings.revision;
    if (wanted === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    return generation.rollout === null
        ? begin(settings, wanted, intent, seen, generation)
        : resume(settings, wanted, seen, generation);
}
function resume(settings, wanted, seen, generation) {
    const { rollout, leaving, share } = generation;
    const green = greenPort(generation);
    const name = nameOf(generation, green);
    if (leaving || rollout?.revision !== wanted) {
        const what = leaving ? "is being torn down" : "is in progress";
        throw new errors/* DeliveryError */.VE("locked", `A rollout of ${rollout?.revision} ${what} on ${name}, held by ${rollout?.id}.`, {
            remedy: leaving
                ? "Run `teardown` again to finish it, then deploy; nothing was touched."
                : `To deploy ${wanted}, finish that one first: \`rollback\`, then \`teardown\`; nothing was touched.`,
        });
    }
    const state = stateOf(seen, green);
    const whole = state.unhealthyReason === undefined && runsWanted(state.runs, wanted);
    if (share > 0 && whole) {
        return { changes: [], nothing: `${name} already runs ${wanted} and has traffic.`, warnings: [] };
    }
    if (whole)
        return { changes: [], nothing: `${name} already runs ${wanted} at weight 0, healthy.`, warnings: [] };
    requireFree(settings, seen, generation, green);
    const changes = [];
    if (!runsWanted(state.runs, wanted))
        changes.push(stopLeftover(generation, green));
    if (!isUp(settings, seen, generation, green) || changes.length > 0)
        changes.push(startSide(generation, green, wanted));
    return { changes: [...changes, waitHealthy(generation, green), tryGreen(settings, generation, green)], warnings: [] };
}
function begin(settings, wanted, intent, seen, generation) {
    const { live } = generation;
    const green = greenPort(generation);
    const blue = sideOf(generation, live);
    if (blue.revision === wanted && stateOf(seen, live).unhealthyReason === undefined) {
        const nothing = `${nameOf(generation, live)} already runs ${wanted} and has all the traffic.`;
        return { changes: [], nothing, warnings: [] };
    }
    requireFree(settings, seen, generation, green);
    const changes = [];
    if (isUp(settings, seen, generation, green))
        changes.push(stopLeftover(generation, green));
    changes.push({
        kind: "switch",
        edit: {
            rollout: { id: intent.rolloutId, revision: wanted, startedAt: new Date(intent.now).toISOString() },
            share: 0,
            switched: null,
            leaving: false,
            cohort: null,
            preview: settings.preview ?? null,
            fallback: settings.fallback ?? true,
            ...withSide(generation, green, { revision: wanted, up: true }),
        },
        summary: `Mark ${nameOf(generation, green)} as green of ${intent.rolloutId}`,
    });
    changes.push(startSide(generation, green, wanted), waitHealthy(generation, green));
    changes.push(tryGreen(settings, generation, green));
    return { changes, warnings: blueWarnings(seen, generation) };
}
function runsWanted(runs, wanted) {
    return runs === undefined || runs === wanted;
}
/** A port that somebody else uses cannot be green's; nothing is ever stopped that no step of ours started. */
function requireFree(settings, seen, generation, port) {
    const state = stateOf(seen, port);
    if (!state.listening || isUp(settings, seen, generation, port))
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `ports: ${port} is in use by ${state.owner ?? "another user's process"}.`, {
        remedy: "Green needs it: stop what listens there, or give another port; nothing was touched.",
    });
}
function stopLeftover(generation, port) {
    const { revision } = sideOf(generation, port);
    const name = nameOf(generation, port);
    return { kind: "stop", port, revision: revision ?? "", summary: `Stop what is left of ${name}: it gets no requests` };
}
function blueWarnings(seen, generation) {
    const { unhealthyReason } = stateOf(seen, generation.live);
    if (unhealthyReason === undefined)
        return [];
    return [`Blue (${nameOf(generation, generation.live)}) does not pass its health check: ${unhealthyReason}.`];
}

;// CONCATENATED MODULE: ./build/platforms/nginx/plan-setup.js



/** `keepalive_timeout` in an upstream: nginx 1.15.3. */
const OLDEST = [1, 15, 3];
/** Writes the structure once. Repeated, it finds everything as it should be, or mends what was cut off. */
function planSetup(settings, seen) {
    const { installation, generation, routing } = seen;
    if (installation === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A setup was planned without looking at nginx.");
    // The ports in the order of the record: swapped in the inputs they are still the same two sides.
    const structure = structureOf({ ...settings, ports: generation?.ports ?? settings.ports });
    requireVersion(installation);
    requireOurs(settings, installation, structure);
    requireGood(installation, structure);
    const files = [structure.http, structure.server, structure.location];
    const stale = files.filter(({ path, content }) => installation.files[path] !== content);
    const loaded = routing.structure === structure.hash && (generation === undefined || routing.kind === "obeys");
    const changes = [];
    if (generation === undefined) {
        changes.push({
            kind: "begin",
            content: firstContent(settings, seen, structure.hash),
            summary: `Write the first state into ${settings.stateDir}: everything goes to ${firstLive(settings, seen)}`,
        });
    }
    if (stale.length > 0 || installation.leftovers.length > 0 || !loaded) {
        const what = stale.length === 0 ? "Test" : `Write ${stale.map(({ path }) => path).join(", ")}; test`;
        changes.push({
            kind: "install",
            files,
            hash: structure.hash,
            summary: `${what} the configuration, reload nginx once, and prove it`,
        });
    }
    if (generation !== undefined && generation.structure !== structure.hash) {
        changes.push({
            kind: "switch",
            edit: { structure: structure.hash, cohortSource: (0,nginx_settings/* cohortSource */.PL)(settings) },
            summary: "Put the new structure on record",
        });
    }
    const warnings = installation.leftovers.map((path) => `An earlier setup was cut off before it was proven (${path} is left of it): this one finishes it.`);
    if (changes.length === 0)
        return { changes, nothing: `nginx already has the structure of ${settings.app}.`, warnings };
    return { changes, warnings };
}
/** The side that is there serves; the first port when it cannot be told. */
function firstLive({ ports: [first, second] }, { sides }) {
    return !sides[0].listening && sides[1].listening ? second : first;
}
function firstContent(settings, seen, hash) {
    const { app, ports } = settings;
    const live = firstLive(settings, seen);
    const record = (port, index) => ({ revision: null, up: port === live && seen.sides[index].listening });
    return {
        app,
        ports,
        live,
        share: 0,
        rollout: null,
        switched: null,
        sides: [record(ports[0], 0), record(ports[1], 1)],
        fallback: true,
        cohortSource: (0,nginx_settings/* cohortSource */.PL)(settings),
        cohort: null,
        preview: null,
        leaving: false,
        structure: hash,
    };
}
function requireVersion({ version }) {
    const numbers = (/(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
    const index = OLDEST.findIndex((part, place) => part !== numbers[place]);
    if (index < 0 || (numbers[index] ?? 0) > (OLDEST[index] ?? 0))
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `${version} is too old: upstreams need keepalive_timeout, from 1.15.3 on.`, {
        remedy: "Every release of Debian and Ubuntu that is still supported has a newer one; nothing was touched.",
    });
}
function requireOurs(settings, { files }, structure) {
    for (const part of ["http", "server", "location"]) {
        const { path } = structure[part];
        const content = files[path];
        if (content === undefined || content.startsWith(headLine(settings.app, part)))
            continue;
        throw new errors/* DeliveryError */.VE("unsuitable", `app: ${path} is there already, and is not ours.`, {
            remedy: "Choose another name for `app`, or move that file away; nothing was touched.",
        });
    }
}
function requireGood({ broken }, structure) {
    if (broken === undefined)
        return;
    // The site may name our files before they are there: then writing them is the cure.
    const missesOurs = [structure.server, structure.location].some(({ path }) => broken.includes(`open() "${path}" failed`));
    if (missesOurs)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", "nginx's configuration was already broken before this step.", {
        reasons: [broken],
        remedy: "nginx would not come up after a restart: mend that first; nothing was touched.",
    });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/plan-teardown.js





/** Removes the side that no longer serves: blue after a promote, green otherwise. Ends the rollout. */
function planTeardown(settings, seen, generation) {
    const { rollout, share, live } = generation;
    if (rollout === null) {
        return {
            changes: [],
            nothing: `No rollout is in progress; ${nameOf(generation, live)} stands alone.`,
            warnings: [],
        };
    }
    const promoted = isPromoted(generation);
    if (share !== 0 && !promoted) {
        throw new errors/* DeliveryError */.VE("refused", `Both sides have weight (green ${percent(share)} %): neither can be removed.`, {
            remedy: "Run `promote` or `rollback` first; nothing was touched.",
        });
    }
    const green = greenPort(generation);
    const [survivor, going] = promoted ? [green, live] : [live, green];
    if (promoted)
        requireServing(seen, generation, green);
    const name = nameOf(generation, going);
    const changes = [];
    if (!generation.leaving) {
        changes.push({
            kind: "switch",
            edit: { leaving: true },
            summary: `Close every route to ${name}: preview, cohort, fallback`,
        });
    }
    if (isUp(settings, seen, generation, going)) {
        changes.push({
            kind: "wait-drained",
            waits: true,
            port: going,
            limitMs: settings.drainMs,
            summary: `Wait until no connection to ${name} is open, ${(0,duration/* formatDuration */.a)(settings.drainMs)} at most`,
        }, { kind: "stop", port: going, revision: sideOf(generation, going).revision, summary: `Stop ${name}` });
    }
    changes.push({
        kind: "switch",
        edit: {
            live: survivor,
            share: 0,
            rollout: null,
            switched: null,
            leaving: false,
            cohort: null,
            preview: null,
            ...withSide(generation, going, { revision: null, up: false }),
        },
        summary: `End the rollout: ${nameOf(generation, survivor)} is blue`,
    });
    const never = share === 0 && generation.switched === null ? [`${name} is removed without ever having had traffic.`] : [];
    return { changes, warnings: never };
}
function requireServing(seen, generation, green) {
    const { unhealthyReason } = stateOf(seen, green);
    if (unhealthyReason === undefined)
        return;
    throw new errors/* DeliveryError */.VE("unhealthy", `${nameOf(generation, green)} serves, but does not pass its health check: blue is still needed.`, { reasons: [unhealthyReason], remedy: "Wait until green is well, or run `rollback`; nothing was touched." });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/plan.js










/** The ordered changes from what was seen to what is intended. Pure. */
function planStep(settings, intent, seen) {
    const { generation } = seen;
    if (intent.step === "status")
        return { changes: [], nothing: "status only reads.", warnings: [] };
    if (generation !== undefined)
        requireSame(settings, generation);
    if (intent.step === "setup")
        return planSetup(settings, seen);
    if (generation === undefined) {
        throw new errors/* DeliveryError */.VE("refused", `${settings.app} is not set up: there is no state in ${settings.stateDir}.`, {
            remedy: "Run `setup` once, as root; nothing was touched.",
        });
    }
    // A rollback is written in any case: whenever nginx sees it, it is right.
    const behind = settings.mode === "reload" && seen.routing.kind === "blind";
    if (intent.step !== "rollback" && !behind)
        requireRouting(seen, generation);
    const plan = planOf(settings, intent, seen, generation);
    if (behind) {
        const summary = "Have nginx load the state on record: an earlier step was cut off before its reload";
        const catchUp = { kind: "install", files: [], hash: generation.structure ?? "", summary };
        return { ...plan, changes: [catchUp, ...plan.changes] };
    }
    const found = seen.unfinished.map((name) => `An earlier step was cut off: ${name} never took effect, and is removed.`);
    return { ...plan, warnings: [...found, ...plan.warnings] };
}
function planOf(settings, intent, seen, generation) {
    switch (intent.step) {
        case "shift":
            return planShift(settings, intent, seen, generation);
        case "promote":
            return planPromote(settings, seen, generation);
        case "rollback":
            return planRollback(settings, seen, generation);
        case "teardown":
            return planTeardown(settings, seen, generation);
        default:
            return planDeploy(settings, intent, seen, generation);
    }
}
/** Why nginx would not obey a change of the state directory; undefined: it would. */
function routingProblem(seen, generation) {
    const { routing } = seen;
    if (routing.kind !== "obeys")
        return routing.said;
    if (routing.structure === generation.structure)
        return undefined;
    return `nginx has loaded the structure ${routing.structure}, but ${generation.structure} is on record: a \`setup\` was cut off, or a reload is due.`;
}
function requireRouting(seen, generation) {
    const why = routingProblem(seen, generation);
    if (why === undefined)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", why, {
        remedy: "Run `setup` again, which says what it finds, or see docs/nginx.md; nothing was touched.",
    });
}
function requireSame(settings, generation) {
    const same = settings.app === generation.app && [...settings.ports].sort().join() === [...generation.ports].sort().join();
    if (same)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `state-dir: ${settings.stateDir} belongs to ${generation.app} on ports ${generation.ports.join(" and ")}, not to ${settings.app} on ${settings.ports.join(" and ")}.`, { remedy: "Give each app a state directory of its own, and keep its ports; nothing was touched." });
}
function requireRollout(generation, verb) {
    if (generation.rollout === null) {
        throw new errors/* DeliveryError */.VE("refused", `There is no rollout to ${verb}: ${nameOf(generation, generation.live)} serves alone.`, { remedy: "Run `deploy` first; nothing was touched." });
    }
    if (!generation.leaving)
        return generation.rollout;
    throw new errors/* DeliveryError */.VE("refused", "A teardown of this rollout has begun.", {
        remedy: "Run `teardown` again to finish it; nothing was touched.",
    });
}
function planShift(settings, intent, seen, generation) {
    requireRollout(generation, "shift");
    const green = greenPort(generation);
    const now = generation.share;
    const cohort = cohortOf(settings, intent, generation);
    const same = cohort === generation.cohort;
    const unbaked = same && generation.switched?.baking === true && intent.bakeMs > 0 && now > 0;
    const next = unbaked ? percent(now) : (0,ramp/* nextRung */.O7)(intent.ramp, same ? percent(now) : 0);
    const weight = intent.weight ?? next;
    const share = Math.round(weight * 100);
    const baking = bake(intent, seen, generation, weight);
    if (share === now && same) {
        // The weight is there already. What is left to do is its bake, when that was cut off or failed.
        if (unbaked) {
            requireHealthy(seen, generation, green);
            return { changes: baking, warnings: [] };
        }
        const nothing = `${nameOf(generation, green)} already has ${weight} % of the traffic.`;
        return { changes: [], nothing, warnings: [] };
    }
    requireHealthy(seen, generation, share >= now || !same ? green : generation.live);
    const fallback = settings.fallback ?? generation.fallback;
    const edit = { cohort, fallback };
    const change = setShare(generation, share, { direction: "shift", at: seen.at, baking: baking.length > 0 }, edit);
    return { changes: [...smokeTest(settings, generation, share), change, ...baking], warnings: [] };
}
function planPromote(settings, seen, generation) {
    requireRollout(generation, "promote");
    const green = greenPort(generation);
    const recorded = generation.switched !== null && generation.switched.direction !== "rollback";
    if (isPromoted(generation) && recorded) {
        return { changes: [], nothing: `${nameOf(generation, green)} already has 100 % of the traffic.`, warnings: [] };
    }
    requireHealthy(seen, generation, green);
    return {
        changes: [
            ...smokeTest(settings, generation, WHOLE),
            setShare(generation, WHOLE, { direction: "promote", at: seen.at }, { fallback: settings.fallback ?? generation.fallback, cohort: null }),
        ],
        warnings: [],
    };
}
function planRollback(settings, seen, generation) {
    const { live, rollout } = generation;
    const name = nameOf(generation, live);
    if (rollout === null) {
        const hint = "To return to an earlier version, deploy it.";
        return {
            changes: [],
            nothing: `No rollout is in progress; ${name} has 100 % of the traffic. ${hint}`,
            warnings: [],
        };
    }
    if (generation.leaving && isPromoted(generation)) {
        throw new errors/* DeliveryError */.VE("refused", `There is no way back: the teardown of ${name} has begun.`, {
            remedy: "Run `teardown` again to finish it, then deploy the former version; nothing was touched.",
        });
    }
    const before = sideOf(generation, live).revision;
    const blue = stateOf(seen, live);
    if (generation.share === 0 && generation.switched?.direction === "rollback") {
        return { changes: [], nothing: `${name} already has 100 % of the traffic.`, warnings: [] };
    }
    const changes = [];
    if (blue.unhealthyReason !== undefined && generation.share > 0) {
        // Blue went away while green served: it comes back first.
        if (!blue.listening && settings.supervisor !== undefined && before !== null) {
            changes.push(startSide(generation, live, before));
        }
        changes.push(waitHealthy(generation, live));
    }
    changes.push(setShare(generation, 0, { direction: "rollback", at: seen.at }, { cohort: null }));
    return { changes, warnings: [] };
}
/** Before green's first weight once more: the deploy, and what it found, may be days ago. */
function smokeTest(settings, generation, share) {
    if (settings.smoke.length === 0 || generation.share > 0 || share === 0)
        return [];
    return [tryGreen(settings, generation, greenPort(generation))];
}
function requireHealthy(seen, generation, port) {
    const { unhealthyReason } = stateOf(seen, port);
    if (unhealthyReason === undefined)
        return;
    throw new errors/* DeliveryError */.VE("unhealthy", `${nameOf(generation, port)} is not ready for traffic.`, {
        reasons: [unhealthyReason],
        remedy: "No traffic was moved. Run `deploy` again to start it and wait for it, or `rollback`, then `teardown`, to give it up.",
    });
}
function bake({ bakeMs }, seen, generation, weight) {
    if (bakeMs === 0 || weight === 0)
        return [];
    const port = greenPort(generation);
    return [
        {
            kind: "wait-bake",
            waits: true,
            port,
            durationMs: bakeMs,
            notBefore: seen.at,
            summary: `Bake ${weight} % for ${(0,duration/* formatDuration */.a)(bakeMs)}: ${nameOf(generation, port)} has to stay healthy`,
        },
        { kind: "record-baked", records: true, summary: `Record that ${weight} % is baked` },
    ];
}
/** Whose requests an A/B test is about, by the value; null: everyone's. */
function cohortOf(settings, { strategy }, generation) {
    if (strategy !== "ab-test")
        return null;
    const source = (0,nginx_settings/* cohortSource */.PL)(settings);
    if (source === generation.cohortSource)
        return settings.cohort?.value ?? null;
    throw new errors/* DeliveryError */.VE("unsuitable", `cohort: nginx was set up to look at ${generation.cohortSource}, not at ${source}.`, { remedy: "Run `setup` with this cohort once: it is laid down there; nothing was touched." });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/sockets.js

const ESTABLISHED = "01";
const LISTEN = "0A";
/** Looks at the kernel's table of connections once for all ports. */
function socketsOf(ports) {
    const rows = [...rowsOf("/proc/net/tcp"), ...rowsOf("/proc/net/tcp6")];
    return new Map(ports.map((port) => {
        const listeners = rows.filter(({ localPort, state }) => state === LISTEN && localPort === port);
        const open = rows.filter(({ state }) => state === ESTABLISHED);
        const accepted = open.filter(({ localPort }) => localPort === port).length;
        // nginx's end of the same connections: the only one to be seen when the side is a container.
        const made = open.filter(({ remotePort, fromHere }) => fromHere && remotePort === port).length;
        const inodes = listeners.map(({ inode }) => inode);
        return [port, { listening: listeners.length > 0, inodes, connections: Math.max(accepted, made) }];
    }));
}
/** The processes that hold one of the sockets, as far as we may look into them. */
function holdersOf(inodes) {
    if (inodes.length === 0)
        return [];
    const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
    return (0,external_node_fs_.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => descriptorsOf(pid).some((target) => wanted.has(target)))
        .map(Number);
}
function descriptorsOf(pid) {
    try {
        const directory = `/proc/${pid}/fd`;
        return (0,external_node_fs_.readdirSync)(directory).map((fd) => {
            try {
                return (0,external_node_fs_.readlinkSync)(`${directory}/${fd}`);
            }
            catch {
                return "";
            }
        });
    }
    catch {
        return []; // Gone meanwhile, or another user's.
    }
}
function rowsOf(file) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(file, "utf8");
    }
    catch {
        return []; // A kernel without IPv6 has no tcp6.
    }
    return text
        .split("\n")
        .slice(1)
        .flatMap((line) => {
        const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
        if (local === undefined || remote === undefined || state === undefined)
            return [];
        const [address = ""] = remote.split(":");
        return [
            {
                localPort: portOf(local),
                remotePort: portOf(remote),
                fromHere: /^(?:.{6}7F|0{24}01000000|0{16}FFFF0000.{6}7F)$/.test(address),
                state,
                inode: inode ?? "",
            },
        ];
    });
}
function portOf(address) {
    return Number.parseInt(address.split(":")[1] ?? "", 16);
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors.js







/** From SIGTERM to SIGKILL, in milliseconds: what Docker and Kubernetes give at least. */
const GRACE_MS = 10_000;
const supervisors_LOOK_MS = 50;
/** Starts and stops the process of a port, in whichever way the inputs say. Both may be repeated. */
class ProcessSide {
    #settings;
    #signal;
    #started = new Map();
    constructor(settings, signal) {
        this.#settings = settings;
        this.#signal = signal;
    }
    /** Why the start command of this step ended, with what it wrote last; undefined while it did not fail. */
    failure(port) {
        const failure = this.#started.get(port)?.failure();
        if (failure === undefined)
            return undefined;
        return [failure, ...lastLines(readLog(sideFile(this.#settings.stateDir, port, "log")))].join("; ");
    }
    /** @throws DeliveryError with the program's own words when it cannot be started. */
    async start(port, revision) {
        const { stateDir, workspace } = this.#settings;
        const env = this.#env(port, revision);
        const supervisor = this.#required();
        switch (supervisor.kind) {
            case "commands": {
                const log = sideFile(stateDir, port, "log");
                this.#started.set(port, startDetached(supervisor.start, env, stateDir, log, workspace));
                return;
            }
            case "unit":
                writeEnvFile(sideFile(stateDir, port, "env"), env);
                // restart: a unit that runs is of an earlier version.
                return this.#must("systemctl", ["restart", unitOf(supervisor, port)], env);
            case "compose":
                return this.#must("docker", composeArgs(supervisor, this.#settings.app, port, ["up", "--detach"]), env);
        }
    }
    /** Asks the process to end, and waits until it has. Repeated, it finds nothing to do. */
    async stop(port, revision) {
        const supervisor = this.#required();
        const env = this.#env(port, revision ?? "");
        if (supervisor.kind === "unit")
            await this.#must("systemctl", ["stop", unitOf(supervisor, port)], env);
        if (supervisor.kind === "compose") {
            const down = ["down", "--timeout", String(GRACE_MS / 1_000)];
            await this.#must("docker", composeArgs(supervisor, this.#settings.app, port, down), env);
        }
        if (supervisor.kind === "commands") {
            if (supervisor.stop !== undefined)
                await this.#must("/bin/sh", ["-c", supervisor.stop], env);
            await this.#end(port, revision === null);
        }
        this.#started.delete(port);
        await this.#released(port);
    }
    /**
     * Ends the side's processes.
     *
     * @param adopted the side was there before the first rollout: then whoever holds the port is meant.
     */
    async #end(port, adopted) {
        const { stateDir } = this.#settings;
        const left = () => {
            const holders = adopted ? holdersOf(socketsOf([port]).get(port)?.inodes ?? []) : [];
            return [...new Set([...processesOf(stateDir, port).map(({ pid }) => pid), ...holders])];
        };
        for (const [signal, patience] of [
            ["SIGTERM", GRACE_MS],
            ["SIGKILL", GRACE_MS],
        ]) {
            const signalled = new Set();
            const deadline = Date.now() + patience;
            for (let pids = left(); pids.length > 0 && Date.now() < deadline; pids = left()) {
                // A child that was forked meanwhile is told, too.
                for (const pid of pids.filter((candidate) => !signalled.has(candidate))) {
                    signalProcess(pid, signal);
                    signalled.add(pid);
                }
                await (0,promises_.setTimeout)(supervisors_LOOK_MS, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
            }
        }
    }
    async #released(port) {
        const deadline = Date.now() + GRACE_MS;
        while (socketsOf([port]).get(port)?.listening === true) {
            if (Date.now() > deadline) {
                const owner = holdersOf(socketsOf([port]).get(port)?.inodes ?? []).map(describeProcess);
                throw new errors/* DeliveryError */.VE("timeout", `Port ${port} is still in use after the stop.`, {
                    reasons: owner,
                    remedy: "It gets no requests any more. Stop what listens there, then run the step again.",
                });
            }
            await (0,promises_.setTimeout)(supervisors_LOOK_MS, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
        }
    }
    #required() {
        const { supervisor } = this.#settings;
        if (supervisor !== undefined)
            return supervisor;
        throw new errors/* DeliveryError */.VE("internal", "A process is to be started or stopped, but no input says how.");
    }
    #env(port, revision) {
        return { PORT: String(port), COLOR: (0,nginx_settings/* colorOf */.HN)(this.#settings.ports, port), REVISION: revision };
    }
    async #must(program, args, env) {
        // A unit is root's: an ordinary user asks by sudo, which a line in sudoers allows for exactly this command.
        const bySudo = program === "systemctl" && process.getuid?.() !== 0;
        const [file, all] = bySudo ? ["sudo", ["-n", "/usr/bin/systemctl", ...args]] : [program, args];
        const { code, output } = await runProgram(file, all, { env, cwd: this.#settings.workspace, signal: this.#signal });
        if (code === 0)
            return;
        const shown = program === "/bin/sh" ? "stop" : [file, ...all].join(" ");
        throw new errors/* DeliveryError */.VE("platform", `The command \`${shown}\` ended with exit code ${code}.`, {
            reasons: lastLines(output),
            remedy: "Mend what it says and run the step again.",
        });
    }
}
/** `shop@7002.service`. */
function unitOf({ template }, port) {
    return `${nginx_settings/* UNIT */.p5.exec(template)?.[1] ?? ""}${port}.service`;
}
function composeArgs({ file }, app, port, command) {
    return ["compose", "--project-name", `${app}-${port}`, "--file", file, ...command];
}
function writeEnvFile(path, env) {
    try {
        const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
        (0,external_node_fs_.writeFileSync)(path, lines.join(""), { mode: 0o644, flush: true });
    }
    catch (error) {
        throw unwritable(path, error);
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/view.js






function viewOf(settings, seen) {
    const { generation } = seen;
    if (generation === undefined)
        return beforeSetup(settings);
    const { rollout, live, share } = generation;
    const green = greenPort(generation);
    const problems = findProblems(settings, seen, generation);
    return {
        phase: phaseOf(seen, generation, problems),
        blue: sideView(seen, generation, live, WHOLE - share),
        green: rollout === null ? undefined : sideView(seen, generation, green, share),
        weight: percent(share),
        cohort: generation.cohort === null ? undefined : `${generation.cohortSource} = ${generation.cohort}`,
        baking: share > 0 && generation.switched?.baking === true,
        greenReady: rollout !== null && stateOf(seen, green).unhealthyReason === undefined,
        rollout: rollout === null ? undefined : { ...rollout },
        // Each request is decided anew, so nobody can reach a side without weight: open connections are drained.
        safeTeardownAt: rollout !== null && (share === 0 || isPromoted(generation)) ? seen.at : undefined,
        stickySeconds: 0,
        problems,
        preview: previewOf(settings, generation),
        facts: factsOf(generation),
        needsSetup: routingProblem(seen, generation) !== undefined && seen.routing.kind !== "unreachable",
    };
}
/** The header's value is a secret: only where it goes is told. */
function previewOf({ app, site }, { preview, rollout }) {
    if (preview === null || rollout === null)
        return undefined;
    const isDefault = site.port === (site.tls ? 443 : 80);
    return {
        url: `${site.tls ? "https" : "http"}://${site.host}${isDefault ? "" : `:${site.port}`}${site.path}`,
        who: `requests with the secret of \`preview\` in ${(0,nginx_settings/* routeHeader */.Hc)(app)}`,
        headers: [],
    };
}
function beforeSetup({ app, stateDir }) {
    return {
        phase: "degraded",
        blue: undefined,
        green: undefined,
        weight: undefined,
        cohort: undefined,
        greenReady: false,
        rollout: undefined,
        safeTeardownAt: undefined,
        stickySeconds: 0,
        problems: [`${app} is not set up: there is no state in ${stateDir}. Run \`setup\` once, as root.`],
        facts: { app, state: "none" },
        needsSetup: true,
    };
}
function phaseOf(seen, generation, problems) {
    const { rollout, share, switched } = generation;
    if (problems.length > 0)
        return "degraded";
    if (rollout === null)
        return "idle";
    if (isPromoted(generation))
        return "promoted";
    if (share > 0)
        return "shifting";
    if (switched?.direction === "rollback")
        return "rolled-back";
    return stateOf(seen, greenPort(generation)).unhealthyReason === undefined ? "deployed" : "deploying";
}
function findProblems(settings, seen, generation) {
    const problems = [];
    const why = routingProblem(seen, generation);
    if (why !== undefined)
        problems.push(why);
    if (seen.routing.kind === "plain") {
        const snippet = siteSnippet(structureOf(settings));
        problems.push(`Put this into the site's server block, then run \`setup\` again: ${snippet}`);
    }
    if (seen.drift.length > 0) {
        problems.push(`Somebody changed the markers of w.${generation.seq}: ${seen.drift.slice(0, 5).join(", ")}.`);
    }
    const carrying = [
        ...(isPromoted(generation) ? [] : [generation.live]),
        ...(generation.share > 0 ? [greenPort(generation)] : []),
    ];
    for (const port of carrying) {
        const { unhealthyReason } = stateOf(seen, port);
        // Before the first release nothing is meant to be there.
        if (unhealthyReason !== undefined && sideOf(generation, port).up)
            problems.push(`${nameOf(generation, port)} has weight, but ${unhealthyReason}.`);
    }
    return problems;
}
function sideView(seen, generation, port, share) {
    const { unhealthyReason } = stateOf(seen, port);
    const { revision, up } = sideOf(generation, port);
    return {
        name: nameOf(generation, port),
        target: `127.0.0.1:${port}`,
        revision: revision ?? (up ? "a process from before the first rollout" : "nothing yet"),
        healthy: unhealthyReason === undefined ? 1 : 0,
        wanted: 1,
        weight: percent(share),
    };
}
/** Identity and routing by stable names; no token is among them. */
function factsOf(generation) {
    const { app, ports, live, share, rollout, structure, cohort, switched, fallback, leaving } = generation;
    const direction = switched?.direction ?? "none";
    return {
        app,
        blue: String(live),
        weight: String(percent(share)),
        rollout: rollout === null ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
        switched: leaving ? `${direction}, teardown begun` : direction,
        structure: structure ?? "none",
        cohort: cohort ?? "none",
        fallback: String(fallback),
        ...Object.fromEntries(ports.map((port) => [`port ${port}`, sideOf(generation, port).revision ?? "unknown"])),
    };
}

// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
;// CONCATENATED MODULE: ./build/platforms/nginx/waits.js


/** Whether a wait is over. Pure; what began with the last switch is counted from there. */
function settledOf(wait, seen) {
    switch (wait.kind) {
        case "wait-healthy":
            return healthy(wait.port, seen);
        case "wait-drained":
            return drained(wait, seen);
        case "wait-bake":
            return baked(wait, seen);
        default:
            return { state: "done" };
    }
}
function healthy(port, seen) {
    const { unhealthyReason, failure, pids } = stateOf(seen, port);
    if (unhealthyReason === undefined)
        return { state: "done" };
    if (failure !== undefined && pids.length === 0) {
        return {
            state: "impossible",
            because: `The process on port ${port} ended before it was healthy: ${failure}`,
            reasons: [unhealthyReason],
        };
    }
    return { state: "waiting", for: `port ${port} to be healthy`, have: 0, want: 1, reasons: [unhealthyReason] };
}
function drained(wait, seen) {
    const { connections } = stateOf(seen, wait.port);
    const since = seen.generation?.at ?? seen.at;
    if (connections === 0 || seen.at >= since + wait.limitMs)
        return { state: "done" };
    return {
        state: "waiting",
        for: `open connections to port ${wait.port}`,
        have: connections,
        want: 0,
        reasons: [],
    };
}
function baked(wait, seen) {
    const { unhealthyReason } = stateOf(seen, wait.port);
    if (unhealthyReason !== undefined) {
        return {
            state: "impossible",
            because: `Port ${wait.port} did not stay healthy while it baked. It keeps its weight: run \`rollback\`, or \`shift\` again once it is healthy.`,
            reasons: [unhealthyReason],
        };
    }
    const since = Math.max(seen.generation?.at ?? seen.at, wait.notBefore);
    return (0,countdown/* countdown */.q)("seconds of bake time", since + wait.durationMs - seen.at);
}

;// CONCATENATED MODULE: ./build/platforms/nginx/index.js














/** A look at a process that comes up lasts so long at most, in milliseconds: the engine's own looks are further apart. */
const WATCH_MS = 1_200;
const nginx_LOOK_MS = 50;
/** Two local processes behind one nginx, switched by marker files. */
class NginxPlatform {
    #settings;
    #step;
    #clock;
    #signal;
    #processes;
    #writer;
    #lock;
    constructor(settings, step, clock, signal) {
        this.#settings = settings;
        this.#step = step;
        this.#clock = clock;
        this.#signal = signal;
        this.#processes = new ProcessSide(settings, signal);
        this.#writer = new NginxWriter(settings, this.#processes, clock, signal);
    }
    /** The state directory, both ports, and one request through nginx; `setup` also looks at nginx's files. */
    async observe() {
        const settings = this.#settings;
        if (process.platform !== "linux") {
            throw new errors/* DeliveryError */.VE("unsuitable", `The platform nginx needs Linux; this runner has ${process.platform}.`, {
                remedy: "Run the job on the machine that has the nginx; nothing was touched.",
            });
        }
        if (this.#step !== "status") {
            this.#lock ??= await lock(settings.stateDir, `${this.#step}, pid ${process.pid}`);
        }
        const stored = readStore(settings.stateDir);
        const [routing, first, second, installation] = await Promise.all([
            checkRouting(settings.site, settings.app, stored.generation, this.#signal),
            this.#side(settings.ports[0]),
            this.#side(settings.ports[1]),
            this.#step === "setup" ? readInstallation({ settings, clock: this.#clock, signal: this.#signal }) : undefined,
        ]);
        return { at: this.#clock.now(), ...stored, routing, sides: [first, second], installation };
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    async refresh(wait, seen) {
        if (!("port" in wait))
            return seen;
        const until = this.#clock.now() + WATCH_MS;
        // A health check would be one more connection to drain.
        const look = (known) => (wait.kind === "wait-drained" ? drainedFurther(known) : this.#side(wait.port));
        for (;;) {
            const next = replaceSide(seen, await look(stateOf(seen, wait.port)), this.#clock.now());
            const over = settledOf(wait, next).state !== "waiting";
            if (over || wait.kind === "wait-bake" || this.#clock.now() >= until)
                return next;
            await this.#clock.sleep(nginx_LOOK_MS, this.#signal);
        }
    }
    settled(wait, seen) {
        return settledOf(wait, seen);
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    undo(intent, seen) {
        const { generation } = seen;
        if (generation === undefined)
            throw new Error("A change that moves traffic was planned without a state.");
        if (intent.step === "rollback")
            return setShare(generation, 0, { direction: "rollback", at: intent.now }, { cohort: null });
        return restore(generation);
    }
    close() {
        this.#lock?.close();
    }
    async #side(port) {
        const { stateDir, healthPath } = this.#settings;
        const sockets = socketsOf([port]).get(port);
        const ours = processesOf(stateDir, port);
        const listening = sockets?.listening === true;
        const unhealthyReason = listening
            ? await unhealthyReasonOf(port, healthPath, this.#signal)
            : `nothing listens on port ${port}`;
        return {
            port,
            listening,
            owner: holdersOf(sockets?.inodes ?? [])
                .map(describeProcess)
                .join(", ") || undefined,
            pids: ours.map(({ pid }) => pid),
            runs: ours.find(({ revision }) => revision !== undefined)?.revision,
            unhealthyReason,
            connections: sockets?.connections ?? 0,
            failure: this.#processes.failure(port),
        };
    }
}
function drainedFurther(side) {
    return { ...side, connections: socketsOf([side.port]).get(side.port)?.connections ?? 0 };
}
/** The undo record of a step towards green: the weights, cohort and switch as they were. */
function restore(generation) {
    const { share, switched, cohort, fallback } = generation;
    return {
        kind: "switch",
        movesTraffic: true,
        stays: true,
        edit: { share, switched, cohort, fallback },
        summary: `Give green back the ${share / 100} % that it had`,
    };
}
function replaceSide(seen, side, at) {
    const [first, second] = seen.sides;
    const replaced = stateOf(seen, side.port) === first ? [side, second] : [first, side];
    return { ...seen, at, sides: replaced };
}


/***/ })

};
