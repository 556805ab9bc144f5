/**
 * A data provider for `momo provide --provider docs/examples/csv_bars.ts`: bars of a second from CSV files, one per day.
 *
 * The files are named SYMBOL-DATE.csv and lie in the directory that MOMO_CSV_BARS names, else in the one momo runs in:
 *
 *     ts,open,high,low,close,volume
 *     2024-11-25T14:30:00Z,5.81,5.85,5.80,5.83,1200
 */
import type {
  DataProvider,
  ProvidedDay,
  ProvidedDayRequest,
} from "../../src/core/provider/data_provider.ts";

const COLUMNS = ["ts", "open", "high", "low", "close", "volume"];

async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function parseBars(text: string): ProvidedDay {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== COLUMNS.join(",")) throw new Error(`the header is not ${COLUMNS.join(",")}`);
  const rows = lines.map((line) => line.split(","));
  const numbers = (column: number) => rows.map((row) => Number(row[column]));
  return {
    bars: {
      seconds: 1,
      start: rows.map(([ts]) => Temporal.Instant.from(ts!).epochNanoseconds),
      open: numbers(1),
      high: numbers(2),
      low: numbers(3),
      close: numbers(4),
      volume: numbers(5),
    },
  };
}

const provider: DataProvider = {
  name: "csv-bars",
  async day({ symbol, tradeDate }: ProvidedDayRequest) {
    const directory = Deno.env.get("MOMO_CSV_BARS") ?? ".";
    const text = await readText(`${directory}/${symbol}-${tradeDate}.csv`);
    return text === null ? null : parseBars(text);
  },
};

export default provider;
