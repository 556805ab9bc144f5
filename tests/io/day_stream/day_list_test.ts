import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { epochDay } from "../../../src/core/time/dates.ts";
import { readDayList } from "../../../src/io/day_stream/day_list.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

function checkSymbol(symbol: string): void {
  if (symbol === "MLGO" || symbol === "A.B") return;
  throw new MomoError("not_found", `Cannot find the symbol "${symbol}": no file has it`, {
    hint: "did you mean MLGO?",
  });
}

async function read(text: string) {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("days.txt");
  await Deno.writeTextFile(path, text);
  try {
    return await readDayList(path, checkSymbol);
  } catch (error) {
    assert.ok(error instanceof MomoError);
    return [error.code, error.message.replace(path, "days.txt"), error.hint];
  }
}

Deno.test("a list has one day per line, in its order, more than once if it says so", async () => {
  const days = await read("MLGO:2025-03-25\r\n\n# next\n  A.B:2024-11-29 \nMLGO:2025-03-25");

  const mlgo = { symbol: "MLGO", tradeDate: epochDay(2025, 3, 25) };
  assert.deepEqual(days, [mlgo, { symbol: "A.B", tradeDate: epochDay(2024, 11, 29) }, mlgo]);
});

Deno.test("a wrong line is named by its number", async () => {
  const good = "MLGO:2025-03-25\n";

  assert.deepEqual(await read(`${good}\nMLGO`), [
    "bad_data",
    'Cannot use line 3 of "days.txt": cannot read the day "MLGO": expected SYMBOL:YYYY-MM-DD, ' +
    "such as MLGO:2025-03-24",
    undefined,
  ]);
  assert.deepEqual(await read(`${good}MLGP:2025-03-25`), [
    "not_found",
    'Cannot use line 2 of "days.txt": cannot find the symbol "MLGP": no file has it',
    "did you mean MLGO?",
  ]);
  assert.deepEqual(await read("MLGO:2025-03-22"), [
    "not_found",
    'Cannot use line 1 of "days.txt": cannot load MLGO on 2025-03-22: the exchanges are closed ' +
    "(weekend)",
    undefined,
  ]);
  assert.deepEqual(await read("# none\n\n"), [
    "bad_data",
    'Cannot use the list of days in "days.txt": it is empty, expected lines such as MLGO:2025-03-24',
    undefined,
  ]);
});

Deno.test("a list that is not there is not found", async () => {
  await assert.rejects(readDayList("none.txt", checkSymbol), {
    code: "not_found",
    message: 'Cannot read "none.txt": no such file or directory',
  });
});
