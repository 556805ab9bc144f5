/** A list of any length of which only the rows in view exist. */
import { el, oncePerFrame } from "./dom.js";

const OVERSCAN = 8;

/** Rows of one height in a scrolling box. */
export class VirtualList {
  /**
   * @param {HTMLElement} scroller The box; it gets a spacer, which gets the rows.
   * @param {{rowHeight: number, makeRow: () => HTMLElement, fillRow: (row: HTMLElement, i: number) => void}} options
   */
  constructor(scroller, options) {
    this.scroller = scroller;
    this.options = options;
    this.length = 0;
    this.spacer = el("div.spacer", { role: "presentation" });
    this.pool = [];
    scroller.append(this.spacer);
    this.render = oncePerFrame(() => this.renderNow());
    scroller.addEventListener("scroll", this.render, { passive: true });
    new ResizeObserver(this.render).observe(scroller);
  }

  /** Shows this many rows, from the top if `isNew`. */
  setLength(length, isNew) {
    this.length = length;
    this.spacer.style.height = `${length * this.options.rowHeight}px`;
    if (isNew) this.scroller.scrollTop = 0;
    this.renderNow();
  }

  /** Scrolls as little as it takes to have a row in view. */
  reveal(i) {
    const { rowHeight } = this.options;
    const { scroller } = this;
    const room = scroller.clientHeight - (this.spacer.offsetTop || 0);
    if (i * rowHeight < scroller.scrollTop) scroller.scrollTop = i * rowHeight;
    else if ((i + 1) * rowHeight > scroller.scrollTop + room) {
      scroller.scrollTop = (i + 1) * rowHeight - room;
    }
    this.renderNow();
  }

  /** Number of rows that fit into the box. */
  get pageRows() {
    const room = this.scroller.clientHeight - (this.spacer.offsetTop || 0);
    return Math.max(1, Math.floor(room / this.options.rowHeight) - 1);
  }

  renderNow() {
    const { rowHeight, makeRow, fillRow } = this.options;
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
    const last = Math.min(
      this.length,
      Math.ceil((scrollTop + clientHeight) / rowHeight) + OVERSCAN,
    );
    while (this.pool.length < last - first) {
      const row = makeRow();
      this.pool.push(row);
      this.spacer.append(row);
    }
    for (const [k, row] of this.pool.entries()) {
      const i = first + k;
      row.hidden = i >= last;
      if (row.hidden) continue;
      row.style.transform = `translateY(${i * rowHeight}px)`;
      fillRow(row, i);
    }
  }
}
