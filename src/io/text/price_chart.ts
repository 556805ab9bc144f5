/** A symbol-day as a picture of characters: the range of prices over time, what was traded, and marks. */

/** A bar of the day. */
export interface ChartBar {
  /** Since midnight. */
  readonly minute: number;
  /** Dollars. */
  readonly low: number;
  /** Dollars. */
  readonly high: number;
  /** Shares. */
  readonly volume: number;
}

/** A character at a time and a price. */
export interface ChartMark {
  readonly minute: number;
  /** Dollars. */
  readonly price: number;
  readonly sign: string;
}

const FROM_HOUR = 4;
const TO_HOUR = 20;
const COLUMNS_PER_HOUR = 4;
const COLUMNS = (TO_HOUR - FROM_HOUR) * COLUMNS_PER_HOUR;
const ROWS = 10;
const LABEL_WIDTH = 8;
const LEVELS = " ▁▂▃▄▅▆▇█";

interface Column {
  low: number;
  high: number;
  volume: number;
}

/**
 * Draws bars from 04:00 to 20:00, a quarter of an hour a column.
 *
 * @param bars In any order; those outside these hours are left out.
 * @returns Lines of at most 72 characters: ten of prices, the highest first, one of volume, one of hours. None without bars.
 */
export function priceChart(bars: readonly ChartBar[], marks: readonly ChartMark[] = []): string[] {
  const columns = columnsOf(bars);
  const traded = columns.filter((column) => column.volume > 0);
  if (traded.length === 0) return [];
  const top = Math.max(...traded.map(({ high }) => high));
  const bottom = Math.min(...traded.map(({ low }) => low));
  const height = (top - bottom) / (ROWS - 1) || 1;
  const rowOf = (price: number) => Math.round((top - price) / height);
  const cells = Array.from({ length: ROWS }, () => new Array<string>(COLUMNS).fill(" "));
  for (const [i, { low, high, volume }] of columns.entries()) {
    if (volume === 0) continue;
    for (let row = rowOf(high); row <= rowOf(low); row++) cells[row]![i] = "│";
  }
  for (const { minute, price, sign } of marks) {
    const column = columnAt(minute);
    const row = cells[rowOf(price)];
    if (row !== undefined && column >= 0 && column < COLUMNS) row[column] = sign;
  }
  const lines = cells.map((row, i) => label((top - i * height).toFixed(2)) + row.join(""));
  return [...lines, volumeLine(columns), hourLine()].map((line) => line.trimEnd());
}

function columnAt(minute: number): number {
  return Math.floor((minute / 60 - FROM_HOUR) * COLUMNS_PER_HOUR);
}

function columnsOf(bars: readonly ChartBar[]): Column[] {
  const columns = Array.from({ length: COLUMNS }, () => ({ low: Infinity, high: 0, volume: 0 }));
  for (const { minute, low, high, volume } of bars) {
    const column = columns[columnAt(minute)];
    if (column === undefined) continue;
    column.low = Math.min(column.low, low);
    column.high = Math.max(column.high, high);
    column.volume += volume;
  }
  return columns;
}

function label(text: string): string {
  return `${text.padStart(LABEL_WIDTH - 1)} `;
}

/** Any volume at all shows. */
function volumeLine(columns: readonly Column[]): string {
  const most = Math.max(...columns.map(({ volume }) => volume));
  const levels = columns.map(({ volume }) => Math.ceil((LEVELS.length - 1) * volume / most));
  return label("volume") + levels.map((level) => LEVELS[level]!).join("");
}

function hourLine(): string {
  const hours = Array.from({ length: (TO_HOUR - FROM_HOUR) / 2 }, (_, i) => FROM_HOUR + 2 * i);
  const texts = hours.map((hour) => `${String(hour).padStart(2, "0")}:00`);
  return label("") + texts.map((text) => text.padEnd(2 * COLUMNS_PER_HOUR)).join("");
}
