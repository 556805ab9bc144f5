/** The report's data: packed text -> columns. */

/** Bytes of a text that was compressed and put in Base64. */
async function inflate(text) {
  const packed = text.trim();
  const bytes = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(packed)
    : Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A value that was packed as JSON. */
export async function unpackJson(text) {
  return JSON.parse(new TextDecoder().decode(await inflate(text)));
}

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, i32: Int32Array, f32: Float32Array };
const ALIGNMENT = 4;

/**
 * The days of a report.
 *
 * @param {string} text Packed columns.
 */
export async function openStore(text) {
  const bytes = await inflate(text);
  const headerSize = new DataView(bytes.buffer).getUint32(0, true);
  let at = ALIGNMENT + headerSize;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(ALIGNMENT, at)));
  const columns = new Map();
  for (const spec of header.columns) {
    const make = ARRAYS[spec.kind];
    const values = new make(bytes.buffer, at, header.rows);
    columns.set(spec.name, { ...spec, values });
    at += Math.ceil(values.byteLength / ALIGNMENT) * ALIGNMENT;
  }
  return new DayStore(header, columns);
}

/** Days by row, in order of symbol and date. */
export class DayStore {
  constructor(header, columns) {
    this.header = header;
    this.columns = columns;
    this.rows = header.rows;
    this.symbols = this.column("symbol").names ?? [];
    this.symbolOf = this.values("symbol");
    this.dateOf = this.values("trade_date");
    this.categoryOf = this.values("eod_category");
    this.qualityOf = this.values("eod_quality");
    this.categories = this.column("eod_category").names;
  }

  column(name) {
    return this.columns.get(name);
  }

  /** Numbers by row: codes for names, day numbers for dates, `NaN` for null. */
  values(name) {
    return this.columns.get(name).values;
  }

  /** The number of a column in a row. */
  number(name, row) {
    return this.columns.get(name).values[row];
  }

  /** The name of a column in a row, or null. */
  name(name, row) {
    const { names, values } = this.columns.get(name);
    return names[values[row]];
  }

  /** Whether a flag is set; a flag that is not known is not. */
  flag(name, row) {
    return this.name(name, row) === "true";
  }

  symbol(row) {
    return this.symbols[this.symbolOf[row]];
  }

  /** First and last date, as day numbers; `null` for a report without days. */
  dateRange() {
    if (this.rows === 0) return null;
    let first = Infinity;
    let last = -Infinity;
    for (const day of this.dateOf) {
      if (day < first) first = day;
      if (day > last) last = day;
    }
    return { first, last };
  }

  /** The row of a symbol's day, or -1. */
  find(symbol, day) {
    const code = this.symbols.indexOf(symbol);
    for (let row = 0; row < this.rows; row++) {
      if (this.symbolOf[row] === code && this.dateOf[row] === day) return row;
    }
    return -1;
  }

  /** The names that points are counted by, such as the patterns: `{name, values}` in order. */
  countsOf(kind) {
    return [...this.columns.values()]
      .filter((column) => column.name.startsWith(`${kind}:`))
      .map(({ name, values }) => ({ name: name.slice(kind.length + 1), values }));
  }
}
