/** What GitHub leaves of rendered Markdown (github/markup, "sanitization"): elements, and their attributes. */
const ELEMENTS =
  "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul table thead tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary details caption figure figcaption span".split(
    " ",
  );
const ATTRIBUTES = "href src alt title align width height start type open checked disabled class".split(" ");

export interface Assets {
  /** GitHub's style sheet. */
  css: string;
  /** Address of Mermaid's script. */
  mermaid: string;
}

/**
 * A page that shows a rendered summary as GitHub does, `width` pixels wide. It sanitises it first, as GitHub does after
 * rendering, draws its charts, and tells its own height.
 *
 * @param body HTML of any origin.
 * @param base the address that its links and images are relative to.
 */
export function pageOf(body: string, width: number, { css, mermaid }: Assets, base = "about:blank"): string {
  const padding = width < 600 ? 16 : 32;
  const script = `
    const keep = new Set(${JSON.stringify(ELEMENTS)}), attributes = new Set(${JSON.stringify(ATTRIBUTES)});
    const given = new DOMParser().parseFromString(${JSON.stringify(body).replace(/</g, "\\u003c")}, "text/html");
    for (const element of [...given.body.querySelectorAll("*")]) {
      if (!keep.has(element.localName)) { element.replaceWith(...element.childNodes); continue; }
      for (const { name, value } of [...element.attributes])
        if (!attributes.has(name) || (name === "href" && !/^(https?:|mailto:|#)/.test(value))) element.removeAttribute(name);
    }
    const main = document.querySelector("main");
    main.replaceChildren(...given.body.childNodes);
    for (const code of document.querySelectorAll("code.language-mermaid")) {
      const chart = document.createElement("div");
      chart.className = "mermaid";
      chart.textContent = code.textContent;
      code.parentElement.replaceWith(chart);
    }
    mermaid.initialize({ startOnLoad: false });
    mermaid.run().finally(() => {
      document.body.dataset.height = String(Math.ceil(main.getBoundingClientRect().height));
    });`;
  return `<!doctype html>
<meta charset="utf-8">
<base href="${base}">
<style>${css}
body { margin: 0; background: #fff }
main { box-sizing: border-box; width: ${width}px; padding: ${padding}px; overflow-x: hidden }
.mermaid svg { max-width: 100% }
</style>
<body><main class="markdown-body"></main>
<script src="${mermaid}"></script>
<script>${script}</script>
`;
}
