import type { Derived } from "./derive";
import { escaped, lagPicture, timelinePicture } from "./picture";
import { changesText, figuresOf, stamp, titleOf } from "./words";

const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b2430;--soft:#5b6877;--line:#e2e7ed;--card:#f6f8fa;--good:#1a7f4b;--bad:#c0362c;--open:#b7791f;--accent:#2563c9}
@media(prefers-color-scheme:dark){:root{--paper:#12171e;--ink:#e6ebf1;--soft:#93a1b1;--line:#2a333e;--card:#1a212a;--good:#3fb57a;--bad:#f0746a;--open:#e0a94a;--accent:#6ea3f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1020px;margin:0 auto;padding:40px 28px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}h2{font-size:17px;margin:40px 0 12px}
p{margin:0 0 8px}.soft{color:var(--soft)}
.verdict{display:inline-block;margin:18px 0 6px;padding:5px 14px;border-radius:999px;color:#fff;font-weight:600;letter-spacing:.02em}
.verdict.passed{background:var(--good)}.verdict.failed{background:var(--bad)}
ul{margin:6px 0 0;padding-left:20px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:14px;margin-top:22px}
.figure{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.figure b{display:block;font-size:25px;line-height:1.3;font-variant-numeric:tabular-nums}
.meter{height:5px;border-radius:3px;background:var(--line);margin-top:10px;overflow:hidden}.meter i{display:block;height:100%;background:var(--good)}.meter i.over{background:var(--bad)}
svg{width:100%;height:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}.name{fill:var(--ink)}.mark{fill:var(--soft);font-variant-numeric:tabular-nums}
.grid{stroke:var(--line)}.done{fill:var(--good)}.failed{fill:var(--bad)}rect.open{fill:var(--open)}.curve{fill:none;stroke:var(--accent);stroke-width:2}.dot{fill:var(--accent)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;vertical-align:top;padding:7px 12px 7px 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600}
td.time{font-variant-numeric:tabular-nums;white-space:nowrap}code{font:12.5px ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
td{overflow-wrap:anywhere}td.word code{overflow-wrap:normal}
@media print{main{padding:0}svg,.figure{break-inside:avoid}}`.trim();

type Cell = string;

function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = titles.map((title) => `<th>${escaped(title)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.join("")}</tr>`).join("\n");
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

const text = (value: string): Cell => `<td>${escaped(value)}</td>`;
const code = (value: string): Cell => `<td><code>${escaped(value)}</code></td>`;
/** Names that people know as words: a line ends behind a word or a service, never in one. */
const word = (value: string): Cell => `<td class="word"><code>${escaped(value).replaceAll(":", ":<wbr>")}</code></td>`;
const time = (milliseconds: number | null): Cell =>
  `<td class="time">${milliseconds === null ? "" : stamp(milliseconds, true)}</td>`;

function figureCards(derived: Derived): string {
  return figuresOf(derived)
    .map(({ name, value, note, used }) => {
      const percent = Math.min(100, Math.max(1, Math.round((used ?? 0) * 100)));
      const meter =
        used === null
          ? ""
          : `<div class="meter"><i${used > 1 ? ' class="over"' : ""} style="width:${percent}%"></i></div>`;
      return (
        `<div class="figure"><span class="soft">${escaped(name)}</span><b>${escaped(value)}</b>` +
        `<span class="soft">${escaped(note)}</span>${meter}</div>`
      );
    })
    .join("\n");
}

const section = (title: string, body: string) => (body === "" ? "" : `<h2>${escaped(title)}</h2>\n${body}`);

function approvals({ approvals: given, starter, vouched }: Derived): string {
  const rows = given.map(({ by, knownBy, at, planHash, problem }) => [
    text(by),
    text(knownBy),
    text(at),
    code(planHash),
    text(problem === "" ? "counts" : problem),
  ]);
  const words = vouched.map(
    ({ by, word, because }) => `<p>${escaped(by)} vouched: ${escaped(word)} (${escaped(because)}).</p>`,
  );
  const start = [`<p>Started by ${escaped(starter)}.</p>`, ...words].join("");
  return rows.length === 0
    ? `${start}<p class="soft">No approval is on record.</p>`
    : `${start}${table(["Approved by", "Known by", "At", "Plan", ""], rows)}`;
}

/**
 * A report as one page for people: no scripts, nothing that is loaded from elsewhere. The signed JSON names it by its digest.
 * @param fingerprint - of the key that the JSON is signed with
 */
export function renderHtml(derived: Derived, fingerprint: string): string {
  const { verdict, run, began, ended, timeline, terraform, planHash, head } = derived;
  const reasons = verdict.reasons.map((reason) => `<li>${escaped(reason)}</li>`).join("\n");
  const steps = timeline.map(({ step, title, call, began: from, ended: to, state, detail }) => [
    time(from),
    time(to),
    word(step),
    text(title),
    word(call === "none" ? "" : call),
    text(detail === "" ? state : `${state}: ${detail}`),
  ]);
  const plans = terraform.map((one) => [
    word(one.stack),
    text([changesText(one), ...one.changes.unwanted].join("; ")),
    text(one.changes.updated.join("; ")),
    code(one.planHash),
  ]);
  const lag = lagPicture(derived);
  const title = escaped(titleOf(derived));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="soft">${escaped(run)}, ${escaped(began)} to ${escaped(ended)}</p>
<span class="verdict ${verdict.verdict}">${verdict.verdict}</span>
${reasons === "" ? "" : `<ul>\n${reasons}\n</ul>`}
<div class="figures">
${figureCards(derived)}
</div>
${section("Timeline", timelinePicture(derived))}
${section("Replication lag", lag)}
${section("Steps", table(["From", "To", "Step", "What", "Call", "Outcome"], steps))}
${section("Approval", approvals(derived))}
${section("Terraform afterwards", plans.length === 0 ? "" : table(["Stack", "Plan", "Updated in place", "Hash"], plans))}
<h2>Integrity</h2>
<p>This page is bound to the signed report beside it: <code>understudy verify</code> finds every change to either.</p>
${table(
  ["What", "Value"],
  [
    [text("Plan"), code(planHash)],
    [text("Last entry of the journal"), code(head)],
    [text("Signed with"), code(fingerprint)],
  ],
)}
</main>
</body>
</html>
`;
}
