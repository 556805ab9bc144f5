/** Functions that the tests run inside the page. Each stands alone: only its own text gets there. */

/** The days in the table, in order, as “KQEL Wed 2024-12-04”; only those in view exist. */
export function dayTexts() {
  return [...document.querySelectorAll("#table .row:not([hidden])")]
    .sort((a, b) => Number(a.dataset.position) - Number(b.dataset.position))
    .map((row) => `${row.children[0].textContent} ${row.children[1].textContent}`);
}

/** How many pixels of the chart differ from the first, over all its canvases. */
export function paintedPixels() {
  let painted = 0;
  for (const canvas of document.querySelectorAll("#chart canvas")) {
    if (canvas.width === 0 || canvas.height === 0) continue;
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    const pixels = new Uint32Array(data.buffer);
    painted += pixels.reduce((count, pixel) => count + Number(pixel !== pixels[0]), 0);
  }
  return painted;
}

/** Whether the day of a symbol is open and its chart is there. */
export function hasChartOf(symbol) {
  return document.getElementById("day-symbol").textContent === symbol &&
    document.querySelectorAll("#day-points tr[data-point]").length > 0;
}

/** Waits until what was asked for is drawn: two frames. */
export function nextFrames() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** Whether the text of an element begins with another. */
export function beginsWith({ id, start }) {
  return document.getElementById(id).textContent.startsWith(start);
}

/** The contributions to the quality as the day view shows them. */
export function qualityShares() {
  return [...document.querySelectorAll("#day-facts .part:not(.sum)")]
    .map((row) => Number(row.lastElementChild.textContent));
}

export function background() {
  return getComputedStyle(document.body).backgroundColor;
}

/** What becomes of a connection, an image and a script from the network. */
export function tryNetwork(address) {
  const loaded = (tag, src) =>
    new Promise((resolve, reject) => {
      const element = document.createElement(tag);
      Object.assign(element, { onload: resolve, onerror: reject, src });
      document.head.append(element);
    });
  const attempts = [
    fetch(address),
    loaded("img", `${address}.png`),
    loaded("script", `${address}.js`),
  ];
  return Promise.all(attempts.map((attempt) => attempt.then(() => "allowed", () => "refused")));
}

/** Symbol and date of every day in the report. */
export function reportDays() {
  const { store } = globalThis.momoReport;
  return Array.from({ length: store.rows }, (_, row) => {
    const date = new Date(store.dateOf[row] * 86_400_000).toISOString().slice(0, 10);
    return { symbol: store.symbol(row), date };
  });
}

/** Scrolls the table to a share of its height; returns the milliseconds until it is drawn. */
export async function scrollTable(share) {
  const table = document.getElementById("table");
  const start = performance.now();
  table.scrollTop = share * table.scrollHeight;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}

/** Types into the search line; returns the milliseconds until the result is drawn. */
export async function timeSearch(text) {
  const search = document.getElementById("search");
  const start = performance.now();
  search.value = text;
  search.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}
