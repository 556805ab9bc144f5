/** Putting the page of a report together. */
import { createHash } from "node:crypto";
import { PAGE } from "./page_parts.ts";

/** Data of a report, in forms that are safe within a script element. */
export interface PageData {
  /** Packed columns, see `packText`. */
  readonly days: string;
  /** Packed charts by row. */
  readonly charts: ReadonlyMap<number, string>;
}

/** `sha256-…` of an inline script or style, as a content security policy names it. */
function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * What the page may do: run its own two scripts and the chart files beside it, and nothing else. No connection is allowed,
 * and no inline script but the ones with these hashes, so that text from the data can never become one.
 */
function contentPolicy(scripts: readonly string[], style: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(sourceHash).join(" ")} 'self' file:`,
    `style-src ${sourceHash(style)}`,
    "img-src data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The page in pieces, in order. */
export function* pageHtml({ days, charts }: PageData): Generator<string> {
  const { body, style, library } = PAGE;
  const script = PAGE.script();
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy([library, script], style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Momentum index</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
<script type="text/plain" id="momo-days">${days}</script>
<script type="text/plain" id="momo-charts">`;
  for (const [row, text] of charts) yield `${row} ${text}\n`;
  yield `</script>
<script>${library}</script>
<script>${script}</script>
</body>
</html>
`;
}
