// Shows what the server tells every second, and asks it to run the step of a button.
const $ = (id) => document.getElementById(id);
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`);
/** Frames of the last minute. */
const SHOWN = 60;
/** One dot stands for so many requests a second. */
const PER_DOT = 8;
const history = [];
let frame;
let dots = [];
const owed = { blue: 0, green: 0 };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

new EventSource("frames").onmessage = ({ data }) => {
  frame = JSON.parse(data);
  history.push(frame.rates);
  if (history.length > SHOWN) history.shift();
  tell();
  drawHistory();
};

function tell() {
  const { title, load, rates, totals, outputs, running, ended, log } = frame;
  $("title").textContent = title;
  $("load").textContent = load;
  for (const side of ["blue", "green"]) {
    $(`${side}-rate`).textContent = `${rates[side]} requests/s`;
    const health = outputs[`healthy-${side}`];
    $(`${side}-about`).textContent = [outputs[side], health && `${health} healthy`].filter(Boolean).join(", ") || "–";
  }
  const all = totals.blue + totals.green;
  $("totals").textContent = `${all.toLocaleString("en")} requests answered, ${totals.failed} failed.`;
  const phase = outputs.phase ? `Phase ${outputs.phase}, green has ${outputs.weight || "?"} %.` : "";
  const state = $("state");
  state.classList.toggle("failed", ended !== undefined && !ended.ok && running === undefined);
  if (running !== undefined) state.textContent = `${running} is running …`;
  else if (ended !== undefined) {
    state.textContent = `${ended.title} ${ended.ok ? "succeeded" : "failed"} after ${ended.seconds} s. ${phase}`;
  }
  $("log").textContent = log.join("\n");
  showButtons();
}

function showButtons() {
  const { buttons, running, outputs } = frame;
  const place = $("buttons");
  if (place.children.length !== buttons.length) {
    place.replaceChildren(
      ...buttons.map(({ id, title }) => {
        const button = document.createElement("button");
        button.textContent = title;
        button.onclick = () => fetch(`steps/${id}`, { method: "POST" });
        return button;
      }),
    );
  }
  let marked = false;
  buttons.forEach(({ step, title }, index) => {
    const button = place.children[index];
    const rung = step !== "shift" || title.includes(`${outputs["next-weight"]} %`);
    const isNext = !marked && running === undefined && step === (outputs["next-step"] || "deploy") && rung;
    marked ||= isNext;
    button.disabled = running !== undefined;
    button.classList.toggle("next", isNext);
  });
}

function drawHistory() {
  const canvas = $("history");
  const { width, height } = canvas;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  const most = Math.max(1, ...history.map(({ blue, green }) => blue + green));
  const cell = width / SHOWN;
  history.forEach(({ blue, green, failed }, index) => {
    const x = (SHOWN - history.length + index) * cell;
    const [low, high] = [(green / most) * height, (blue / most) * height];
    context.fillStyle = colour("green");
    context.fillRect(x, height - low, cell + 0.5, low);
    context.fillStyle = colour("blue");
    context.fillRect(x, height - low - high, cell + 0.5, high);
    if (failed === 0) return;
    context.fillStyle = "#d1242f";
    context.fillRect(x, 0, cell, height);
  });
}

/** Users on the left, the load balancer in the middle, a side above and below on the right. */
const PLACES = { users: [60, 130], balancer: [480, 130], blue: [900, 60], green: [900, 200] };

function animate() {
  const canvas = $("flow");
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.lineWidth = 2;
  context.strokeStyle = colour("line");
  for (const side of ["blue", "green"]) line(context, PLACES.balancer, PLACES[side]);
  line(context, PLACES.users, PLACES.balancer);
  if (frame !== undefined && !calm) {
    for (const side of ["blue", "green"]) {
      owed[side] += frame.rates[side] / PER_DOT / 60;
      for (; owed[side] >= 1; owed[side] -= 1) dots.push({ side, at: 0, off: (Math.random() - 0.5) * 16 });
    }
    dots = dots.filter((dot) => {
      dot.at += 0.022;
      return dot.at < 1;
    });
    for (const dot of dots) drawDot(context, dot);
  }
  label(context, PLACES.users, "users", colour("soft"));
  label(
    context,
    PLACES.balancer,
    frame?.outputs.weight ? `${frame.outputs.weight} % to green` : "router",
    colour("soft"),
  );
  label(context, PLACES.blue, "blue", colour("blue"));
  label(context, PLACES.green, "green", colour("green"));
  requestAnimationFrame(animate);
}

function drawDot(context, { side, at, off }) {
  const [from, to, part] =
    at < 0.5 ? [PLACES.users, PLACES.balancer, at * 2] : [PLACES.balancer, PLACES[side], at * 2 - 1];
  context.fillStyle = colour(side);
  context.beginPath();
  context.arc(from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part + off, 4, 0, 2 * Math.PI);
  context.fill();
}

function line(context, [x1, y1], [x2, y2]) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function label(context, [x, y], text, fill) {
  context.font = "600 18px ui-sans-serif, system-ui, sans-serif";
  const width = Math.max(84, context.measureText(text).width + 28);
  context.fillStyle = colour("ground");
  context.strokeStyle = fill;
  context.beginPath();
  context.roundRect(x - width / 2, y - 22, width, 44, 8);
  context.fill();
  context.stroke();
  context.fillStyle = fill;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}

animate();
