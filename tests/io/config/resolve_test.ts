import assert from "node:assert/strict";
import type { SettingTable, SettingValue } from "../../../src/core/config/setting.ts";
import { MomoError } from "../../../src/core/error.ts";
import { environmentValues } from "../../../src/io/config/environment.ts";
import { fileLayers, type Layer, resolveSettings } from "../../../src/io/config/resolve.ts";

const SPECS = {
  store: { type: { kind: "path" }, default: "here", env: "MOMO_STORE", help: "Store" },
  data: { type: { kind: "path" }, repeatable: true, env: "MOMO_DATA", help: "Data" },
  seed: { type: { kind: "integer" }, env: "MOMO_SEED", help: "Seed" },
  strict: { type: { kind: "boolean" }, help: "Strict" },
  verbose: { type: { kind: "count" }, help: "Verbose" },
} as const satisfies SettingTable;

function layer(origin: string, values: Record<string, SettingValue>): Layer {
  return { origin: () => origin, values: new Map(Object.entries(values)) };
}

function file(
  path: string,
  values: Record<string, SettingValue>,
  profiles: Record<string, Record<string, SettingValue>> = {},
) {
  return {
    path,
    values: new Map(Object.entries(values)),
    profiles: new Map(
      Object.entries(profiles).map(([name, own]) => [name, new Map(Object.entries(own))]),
    ),
  };
}

Deno.test("resolveSettings() takes each value from the strongest layer that has one", () => {
  const resolved = resolveSettings(SPECS, [
    layer("flag", { seed: 1 }),
    layer("file", { seed: 2, store: "there" }),
  ]);

  assert.deepEqual(resolved.get("seed"), { value: 1, origin: "flag" });
  assert.deepEqual(resolved.get("store"), { value: "there", origin: "file" });
});

Deno.test("resolveSettings() gives defaults: false, 0, an empty list, or nothing", () => {
  const resolved = resolveSettings(SPECS, []);

  const values = Object.fromEntries([...resolved].map(([name, { value }]) => [name, value]));
  assert.deepEqual(values, {
    store: "here",
    data: [],
    seed: undefined,
    strict: false,
    verbose: 0,
  });
  assert.ok([...resolved.values()].every(({ origin }) => origin === "default"));
});

Deno.test("fileLayers() puts the profile before its own file, and that before the user's", () => {
  const files = [
    file("a.toml", { seed: 1 }, { dev: { seed: 2 } }),
    file("b.toml", { seed: 3 }, { dev: { seed: 4, store: "x" } }),
  ];

  const layers = fileLayers(files, "dev");

  assert.deepEqual(
    layers.map((one) => one.origin(SPECS.seed, "seed")),
    ["a.toml [profile.dev]", "a.toml", "b.toml [profile.dev]", "b.toml"],
  );
  assert.equal(resolveSettings(SPECS, layers).get("seed")?.value, 2);
  assert.equal(resolveSettings(SPECS, layers).get("store")?.origin, "b.toml [profile.dev]");
});

Deno.test("fileLayers() refuses a profile that no file defines, and offers the one meant", () => {
  const files = [file("a.toml", {}, { staging: {} })];

  assert.throws(() => fileLayers(files, "stagin"), (error) => {
    assert.ok(error instanceof MomoError);
    assert.equal(error.message, 'Cannot use the profile "stagin": there is staging');
    assert.equal(error.hint, 'did you mean "staging"?');
    return true;
  });
});

Deno.test("environmentValues() reads lists like PATH and leaves the colon of a URL alone", () => {
  const values = environmentValues(
    SPECS,
    (name) => ({ MOMO_DATA: "/a:s3://b/c:d", MOMO_SEED: "7" })[name],
  );

  assert.deepEqual(values.get("data"), ["/a", "s3://b/c", "d"]);
  assert.equal(values.get("seed"), 7);
});

Deno.test("environmentValues() takes an empty variable as not set", () => {
  assert.equal(environmentValues(SPECS, () => "").size, 0);
});

Deno.test("environmentValues() asks for no variable but those of the table", () => {
  const asked: string[] = [];

  environmentValues(SPECS, (name) => {
    asked.push(name);
    return undefined;
  });

  assert.deepEqual(asked, ["MOMO_STORE", "MOMO_DATA", "MOMO_SEED"]);
});

Deno.test("environmentValues() names the variable it cannot read", () => {
  const read = (name: string) => name === "MOMO_SEED" ? "x" : undefined;

  assert.throws(() => environmentValues(SPECS, read), {
    code: "usage",
    message: 'Cannot read MOMO_SEED "x": expected a whole number',
  });
});
