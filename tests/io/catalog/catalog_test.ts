import assert from "node:assert/strict";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { type Catalog, openCatalog } from "../../../src/io/catalog/catalog.ts";
import { symbolsById } from "../../../src/io/catalog/file_symbols.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { changeJson, deliver } from "./small_delivery.ts";

function keysOf({ files }: Catalog): string[] {
  return files.map(({ key }) => key);
}

function messagesOf({ problems }: Catalog): string[] {
  return problems.all.map(({ severity, message }) => `${severity}: ${message}`);
}

/** Symbols by instrument id on a date, as the file with this key has them. */
function idsOn(catalog: Catalog, key: string, date: string): Record<number, string> {
  const { symbols } = catalog.files.find((file) => file.key === key)!;
  const byId = symbolsById(symbols, parseDate(date));
  return Object.fromEntries([...byId].map(([id, n]) => [id, catalog.symbols.nameOf(n)]));
}

Deno.test("a catalog lists the files of all deliveries below its roots, sorted by job and name", async () => {
  await using directory = await TemporaryDirectory.create();
  const bars = deliver(directory.file("a"), { jobId: "BARS" });
  deliver(directory.file("b/nested/deeply"), { jobId: "ALL", split: "none", schema: "trades" });

  const catalog = openCatalog([directory.file("b"), directory.file("a")]);

  assert.deepEqual(keysOf(catalog), [
    "ALL/equs-mini-20241120-20241123.trades.dbn.zst",
    ...bars.dataFiles.map((path) => `BARS/${path.split("/").at(-1)}`),
  ]);
  assert.deepEqual(messagesOf(catalog), []);
  assert.deepEqual(catalog.files.map((file) => file.schema).slice(0, 2), ["trades", "ohlcv-1s"]);
});

Deno.test("a file is what its metadata say, whatever its name and directory", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles: [path] } = deliver(directory.file("delivery"), { schema: "trades" });
  await Deno.mkdir(directory.file("loose/deeper"), { recursive: true });
  await Deno.rename(path!, directory.file("loose/deeper/xnas-itch-20200101.ohlcv-1d.dbn"));

  const catalog = openCatalog([directory.file("loose")]);

  const [file] = catalog.files;
  assert.equal(catalog.files.length, 1);
  assert.equal(file!.key, "deeper/xnas-itch-20200101.ohlcv-1d.dbn");
  assert.equal(file!.dataset, "EQUS.MINI");
  assert.equal(file!.schema, "trades");
  assert.equal(file!.start, Date.UTC(2024, 10, 20) / 1000);
  assert.equal(file!.end, Date.UTC(2024, 10, 21) / 1000);
});

Deno.test("a file given itself may have any name, and keeps the name it has in its delivery", async () => {
  await using directory = await TemporaryDirectory.create();
  const { directory: delivery, dataFiles: [first, second] } = deliver(directory.path, {
    jobId: "JOB",
  });
  await Deno.rename(second!, directory.file("renamed.bin"));

  const catalog = openCatalog([first!, directory.file("renamed.bin")]);

  assert.deepEqual(keysOf(catalog), ["JOB/equs-mini-20241120.ohlcv-1s.dbn.zst", "renamed.bin"]);
  assert.deepEqual(messagesOf(catalog), []);
  assert.equal(catalog.deliveries[0]!.directory, delivery);
  assert.deepEqual(catalog.deliveries[0]!.manifest.map(({ filename }) => filename), [
    "equs-mini-20241120.ohlcv-1s.dbn.zst",
  ]);
});

Deno.test("a file that several roots and links lead to is listed once", async () => {
  await using directory = await TemporaryDirectory.create();
  const { directory: delivery, dataFiles } = deliver(directory.file("data"), { jobId: "JOB" });
  await Deno.symlink(directory.file("data"), directory.file("data/again"));
  await Deno.symlink(delivery, directory.file("link"));
  await Deno.symlink(dataFiles[0]!, directory.file("data/linked.dbn.zst"));

  const roots = [directory.file("data"), delivery, directory.file("link"), dataFiles[0]!];
  const catalog = openCatalog(roots);

  assert.equal(new Set(keysOf(catalog)).size, dataFiles.length);
  assert.deepEqual(messagesOf(catalog), []);
});

Deno.test("links to directories and files are followed", async () => {
  await using directory = await TemporaryDirectory.create();
  const { directory: delivery, dataFiles } = deliver(directory.file("elsewhere"), { jobId: "JOB" });
  await Deno.mkdir(directory.file("data"));
  await Deno.symlink(delivery, directory.file("data/link"));

  const catalog = openCatalog([directory.file("data")]);

  assert.equal(catalog.files.length, dataFiles.length);
  assert.ok(keysOf(catalog).every((key) => key.startsWith("JOB/")));
});

Deno.test("a link to nowhere and a directory named like data do not stop the others", async () => {
  await using directory = await TemporaryDirectory.create();
  deliver(directory.path, { jobId: "JOB" });
  await Deno.symlink(directory.file("gone"), directory.file("JOB/lost.dbn"));
  await Deno.symlink(directory.file("gone"), directory.file("JOB/lost"));
  await Deno.mkdir(directory.file("JOB/folder.dbn"));

  const catalog = openCatalog([directory.path]);

  assert.equal(catalog.files.length, 3);
  assert.deepEqual(messagesOf(catalog), [
    `error: Cannot read "${directory.file("JOB/lost.dbn")}": no such file or directory`,
  ]);
});

Deno.test("the same delivery in two places is used once, with a warning", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliver(directory.file("a"), { jobId: "JOB" });
  deliver(directory.file("b"), { jobId: "JOB" });

  const catalog = openCatalog([directory.path]);

  assert.equal(catalog.files.length, dataFiles.length);
  assert.ok(catalog.files.every((file) => file.path.startsWith(directory.file("a/"))));
  assert.equal(
    messagesOf(catalog)[0],
    `warning: "${directory.file("b/JOB/equs-mini-20241120.ohlcv-1s.dbn.zst")}" goes by the same ` +
      `name (JOB/equs-mini-20241120.ohlcv-1s.dbn.zst) as "${
        dataFiles[0]
      }": only the latter is used`,
  );
  assert.ok(!catalog.problems.hasErrors);
});

Deno.test("two files of one name and size that differ in content are an error", async () => {
  await using directory = await TemporaryDirectory.create();
  for (const [place, symbols] of [["a", ["ABQX"]], ["b", ["XYQA"]]] as const) {
    const { dataFiles } = deliver(directory.file(`made/${place}`), {
      symbols,
      frames: "none",
      to: "2024-11-20",
    });
    await Deno.mkdir(directory.file(place));
    const bytes = await Deno.readFile(dataFiles[0]!);
    await Deno.writeFile(directory.file(`${place}/day.dbn`), bytes.subarray(0, 1000));
  }

  const catalog = openCatalog([directory.file("a"), directory.file("b")]);

  assert.deepEqual(keysOf(catalog), ["day.dbn"]);
  assert.match(
    messagesOf(catalog)[0]!,
    /^error: .* and has another content: only the latter is used$/,
  );
});

Deno.test("ids are joined through each file's own mappings, by date", async () => {
  await using directory = await TemporaryDirectory.create();
  deliver(directory.path, { jobId: "BARS", split: "none" });
  deliver(directory.path, { jobId: "STATUS", schema: "status", split: "none", symbols: ["XYQA"] });

  const catalog = openCatalog([directory.path]);

  const bars = "BARS/equs-mini-20241120-20241123.ohlcv-1s.dbn.zst";
  assert.deepEqual(idsOn(catalog, bars, "2024-11-21"), { 7: "ABQX", 20: "XYQA", 21: "ZZQB" });
  assert.deepEqual(idsOn(catalog, bars, "2024-11-22"), { 9: "ABQX", 20: "ZZQB", 21: "XYQA" });
  const status = "STATUS/xnas-itch-20241120-20241123.status.dbn.zst";
  assert.deepEqual(idsOn(catalog, status, "2024-11-21"), { 7: "XYQA" });
});

Deno.test("a file without mappings takes those of its delivery's symbology.json", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliver(directory.path, { jobId: "JOB", split: "none" });
  withoutMappings(dataFiles[0]!);

  const catalog = openCatalog([directory.path]);

  assert.deepEqual(messagesOf(catalog), []);
  const [key] = keysOf(catalog);
  assert.deepEqual(idsOn(catalog, key!, "2024-11-21"), { 7: "ABQX", 20: "XYQA", 21: "ZZQB" });
  assert.deepEqual(idsOn(catalog, key!, "2024-11-22"), { 9: "ABQX", 20: "ZZQB", 21: "XYQA" });
});

Deno.test("a file whose ids nobody explains is left out with a warning", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles: [path] } = deliver(directory.path, { jobId: "JOB", split: "none" });
  withoutMappings(path!);
  await Deno.remove(directory.file("JOB/symbology.json"));

  const catalog = openCatalog([directory.path]);

  assert.ok(
    messagesOf(catalog).includes(`warning: "${path}" names no symbols: its records are left out`),
  );
});

/** Writes a file anew with no mappings in its metadata, as those of all symbols of a dataset have. */
function withoutMappings(path: string): void {
  using source = openFileSource(path);
  const file = DbnFile.open(source);
  const records = [...file.chunks()].map((chunk) => chunk.bytes);
  const metadata = { ...file.header.metadata!, mappings: [], symbols: ["ALL_SYMBOLS"] };
  Deno.writeFileSync(path, encodeDbn(metadata, records, "batch"));
}

Deno.test("conditions are known by date", async () => {
  await using directory = await TemporaryDirectory.create();
  deliver(directory.path, { jobId: "JOB", degraded: ["2024-11-21"] });

  const catalog = openCatalog([directory.path]);

  const { conditions } = catalog.deliveries[0]!;
  assert.equal(conditions.get(parseDate("2024-11-21")), "degraded");
  assert.equal(conditions.get(parseDate("2024-11-22")), "available");
  assert.equal(conditions.get(parseDate("2024-11-23")), undefined); // a Saturday
});

Deno.test("files that a manifest lists and that are not there are counted in one warning", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliver(directory.path, { jobId: "JOB" });
  await Deno.remove(dataFiles[0]!);
  await Deno.remove(dataFiles[2]!);

  const catalog = openCatalog([directory.path]);

  assert.deepEqual(messagesOf(catalog), [
    `warning: "${directory.file("JOB")}" lacks equs-mini-20241120.ohlcv-1s.dbn.zst and 1 more of ` +
    "its manifest",
  ]);
});

Deno.test("damaged JSON files of a delivery are errors that name them; the data are used", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles, directory: delivery } = deliver(directory.path, { jobId: "JOB" });
  await Deno.writeTextFile(`${delivery}/manifest.json`, "{");
  await Deno.writeTextFile(`${delivery}/metadata.json`, `{"job":"JOB"}`);
  changeJson(`${delivery}/symbology.json`, (value) => {
    value.result = { ABQX: [{ d0: "2024-11-20", d1: "soon", s: "7" }] };
  });
  changeJson(`${delivery}/condition.json`, () => [{ date: "20241120", condition: "available" }]);

  const catalog = openCatalog([directory.path]);

  assert.equal(catalog.files.length, dataFiles.length);
  const messages = messagesOf(catalog);
  assert.match(messages[0]!, /^error: Cannot read ".*\/JOB\/manifest\.json": .*JSON/);
  assert.match(messages[1]!, /symbology\.json": at result\.ABQX\.0\.d1, expected a date like/);
  assert.match(messages[2]!, /metadata\.json": at job_id, /);
  assert.match(messages[3]!, /condition\.json": at 0\.date, expected a date like 2025-03-24$/);
  assert.equal(messages.length, 4);
});

Deno.test("files of the old format and fragments are refused in one sentence each", async () => {
  await using directory = await TemporaryDirectory.create();
  deliver(directory.path, { jobId: "JOB" });
  await Deno.writeTextFile(directory.file("old.dbz"), "DBZ");
  await Deno.writeTextFile(directory.file("piece.dbn.frag.zst"), "");

  const catalog = openCatalog([directory.path]);

  assert.deepEqual(messagesOf(catalog), [
    `error: Cannot read "${directory.file("old.dbz")}": it is in the old DBZ format; convert it ` +
    "to DBN first",
    `warning: "${directory.file("piece.dbn.frag.zst")}" is a fragment without metadata: its ` +
    "symbols are not known, left out",
  ]);
});

Deno.test("a root that is not there, or cannot be listed, is an error of its own", async () => {
  await using directory = await TemporaryDirectory.create();

  assert.throws(() => openCatalog([directory.file("nowhere")]), {
    code: "not_found",
    message: `Cannot read the data directory "${
      directory.file("nowhere")
    }": no such file or directory`,
  });
});
