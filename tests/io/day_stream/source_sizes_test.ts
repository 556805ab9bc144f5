/** What is estimated of days, against what they take once they are loaded. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { formatDayName, parseDayName } from "../../../src/core/day/day_name.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { encodedBytes } from "../../../src/io/cache/encoded_day.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import type { SessionPlan } from "../../../src/io/day/day_plan.ts";
import { planDay } from "../../../src/io/day/plan_day.ts";
import { storeDays } from "../../../src/io/day/symbol_days.ts";
import { DayStore } from "../../../src/io/day_store/day_store.ts";
import { encodeSession } from "../../../src/io/day_stream/encode_session.ts";
import { SourceSizes } from "../../../src/io/day_stream/source_sizes.ts";
import { DELIVERY } from "../day/delivered_records.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const SAMPLE = "testdata/sample";
const CLOSE = 0.2;

const SAMPLE_DAYS = [
  ...["QZAF:2024-11-25", "QZAF:2024-11-26", "XUVO:2024-12-03", "XUVO:2024-12-12"],
  ...["JYND:2024-11-26", "JYND:2024-12-18", "KQEL:2024-11-21", "ZQIB:2024-12-24"],
];
const DELIVERED_DAYS = [
  ...["MLGO:2025-02-03", "MLGO:2025-02-05", "MLGO:2025-02-20", "MLGO:2025-02-21"],
  ...["MLGO:2025-03-24", "MLGO:2025-03-25", "MLGO:2025-03-27", "MLGO:2025-04-01"],
];

async function memoryOf(session: SessionPlan): Promise<number> {
  return encodedBytes(await encodeSession({ session, factors: null, bars: [] }));
}

/** Loads each day after estimating it. Only the first teaches the estimates anything. */
async function checkEstimates(sources: DaySources, days: readonly string[]): Promise<void> {
  const sizes = new SourceSizes(sources.catalog.files);
  for (const [i, day] of days.entries()) {
    const { session } = planDay(sources, parseDayName(day));
    const bytes = await memoryOf(session);
    if (i === 0) sizes.learn(session, bytes);
    const estimate = sizes.memoryBytes(session, "close");
    const error = estimate / bytes - 1;
    assert.ok(
      Math.abs(error) < CLOSE,
      `${formatDayName(session)}: ${estimate} estimated, ${bytes} taken`,
    );
  }
}

Deno.test("what a day will take is estimated to a fifth, several symbols to a file", async () => {
  await checkEstimates(new DaySources(openCatalog([SAMPLE])), SAMPLE_DAYS);
});

Deno.test("the same from the day store", async () => {
  await using directory = await TemporaryDirectory.create();
  const days = SAMPLE_DAYS.filter((day) => day.startsWith("QZAF"));
  const [start, end] = [parseDate("2024-11-25"), parseDate("2024-11-26")];
  await storeDays({ data: [SAMPLE], store: directory.path, symbols: ["QZAF"], start, end });
  const store = new DayStore(directory.path);

  await checkEstimates(new DaySources(openCatalog([]), { store }), days);
});

Deno.test("and of a real delivery, wild days and calm ones, without quotes or with them alone", async () => {
  if (!existsSync(DELIVERY)) {
    await Deno.stderr.write(new TextEncoder().encode(`skipped: no delivery in ${DELIVERY}\n`));
    return;
  }
  await checkEstimates(new DaySources(openCatalog([DELIVERY])), DELIVERED_DAYS);
});

Deno.test("before anything is loaded there is an estimate already, and loading corrects it", () => {
  const sources = new DaySources(openCatalog([SAMPLE]));
  const sizes = new SourceSizes(sources.catalog.files);
  const { session } = planDay(sources, parseDayName("QZAF:2024-11-25"));

  for (const effort of ["rough", "close"] as const) {
    assert.ok(sizes.memoryBytes(session, effort) > 0);
  }
  sizes.learn(session, 1_000_000);
  for (const effort of ["rough", "close"] as const) {
    assert.equal(sizes.memoryBytes(session, effort), 1_000_000);
  }
});
