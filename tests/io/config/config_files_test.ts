import assert from "node:assert/strict";
import { join } from "node:path";
import type { SettingTable } from "../../../src/core/config/setting.ts";
import { MomoError } from "../../../src/core/error.ts";
import { readConfigFiles } from "../../../src/io/config/config_files.ts";

const SPECS = {
  workers: { type: { kind: "integer" }, key: "workers", help: "Workers" },
} as const satisfies SettingTable;

/** A project directory below another, and a home; removed at the end. */
async function withTree(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(root, "project/deep/er"), { recursive: true });
    await Deno.mkdir(join(root, "home/.config/momo"), { recursive: true });
    await Deno.mkdir(join(root, "xdg/momo"), { recursive: true });
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function variables(values: Record<string, string>): (name: string) => string | undefined {
  return (name) => values[name];
}

Deno.test("readConfigFiles() takes the nearest momo.toml upwards, then the user's file", () =>
  withTree(async (root) => {
    await Deno.writeTextFile(join(root, "momo.toml"), "workers = 1");
    await Deno.writeTextFile(join(root, "project/momo.toml"), "workers = 2");
    await Deno.writeTextFile(join(root, "home/.config/momo/config.toml"), "workers = 3");
    const directory = join(root, "project/deep/er");

    const files = await readConfigFiles(
      { skip: false, directory },
      SPECS,
      variables({ HOME: join(root, "home") }),
    );

    assert.deepEqual(files.map((file) => file.path), [
      join(root, "project/momo.toml"),
      join(root, "home/.config/momo/config.toml"),
    ]);
    assert.deepEqual(files.map((file) => file.values.get("workers")), [2, 3]);
  }));

Deno.test("readConfigFiles() prefers XDG_CONFIG_HOME to ~/.config", () =>
  withTree(async (root) => {
    await Deno.writeTextFile(join(root, "home/.config/momo/config.toml"), "workers = 3");
    await Deno.writeTextFile(join(root, "xdg/momo/config.toml"), "workers = 4");

    const files = await readConfigFiles(
      { skip: false, directory: root },
      SPECS,
      variables({ HOME: join(root, "home"), XDG_CONFIG_HOME: join(root, "xdg") }),
    );

    assert.deepEqual(files.map((file) => file.path), [join(root, "xdg/momo/config.toml")]);
  }));

Deno.test("readConfigFiles() takes a named file in place of both", () =>
  withTree(async (root) => {
    await Deno.writeTextFile(join(root, "momo.toml"), "workers = 1");
    await Deno.writeTextFile(join(root, "project/other.toml"), "workers = 5");

    const files = await readConfigFiles(
      { file: "project/other.toml", skip: false, directory: root },
      SPECS,
      variables({}),
    );

    assert.deepEqual(files.map((file) => file.path), [join(root, "project/other.toml")]);
  }));

Deno.test("readConfigFiles() does not look at files it is told to skip", () =>
  withTree(async (root) => {
    await Deno.writeTextFile(join(root, "momo.toml"), "this is no TOML");

    assert.deepEqual(
      await readConfigFiles({ skip: true, directory: root }, SPECS, variables({})),
      [],
    );
  }));

Deno.test("readConfigFiles() says that a named file is missing", () =>
  withTree(async (root) => {
    const reading = readConfigFiles(
      { file: "none.toml", skip: false, directory: root },
      SPECS,
      variables({}),
    );

    await assert.rejects(reading, (error) => {
      assert.ok(error instanceof MomoError);
      assert.equal(error.code, "not_found");
      assert.equal(error.message, 'Cannot read the configuration "none.toml": no such file');
      return true;
    });
  }));

Deno.test("readConfigFiles() says that momo.toml is a directory", () =>
  withTree(async (root) => {
    await Deno.mkdir(join(root, "momo.toml"));

    await assert.rejects(
      readConfigFiles({ skip: false, directory: root }, SPECS, variables({})),
      (error) => error instanceof MomoError && error.code === "io",
    );
  }));
