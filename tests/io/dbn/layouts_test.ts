import assert from "node:assert/strict";
import { meaningOf } from "../../../src/io/dbn/layouts/meanings.ts";
import {
  ALL_LAYOUTS,
  ALL_RTYPES,
  layoutOfSize,
  layoutOfVersion,
} from "../../../src/io/dbn/layouts/select.ts";
import { rtypeName } from "../../../src/io/dbn/rtype.ts";
import {
  isSchema,
  layoutOfSchema,
  rtypeOfSchema,
  schemaOfRtype,
  SCHEMAS,
} from "../../../src/io/dbn/schema.ts";
import { fieldsOf, oracleLayoutOf } from "./oracle.ts";
import { ORACLE_LAYOUTS } from "./oracle_layouts.ts";

const TYPES: Record<string, string> = {
  price: "px",
  timestamp: "ts",
  enum_char: "char!",
  cstr: "s",
};

Deno.test("every layout has the documented size, fields, offsets and types", () => {
  assert.deepEqual(
    ALL_LAYOUTS.map((layout) => layout.name).sort(),
    ORACLE_LAYOUTS.map((layout) => layout.name).sort(),
  );
  for (const layout of ALL_LAYOUTS) {
    const oracle = ORACLE_LAYOUTS.find((oracle) => oracle.name === layout.name)!;
    const expected = fieldsOf(oracle).map(({ name, offset, type }) => ({ name, offset, type }));
    const actual = layout.fields.map(({ name, offset, type }) => ({
      name,
      offset,
      type: TYPES[type] ?? type,
    }));
    assert.deepEqual(actual, expected, layout.name);
    assert.equal(layout.size, oracle.size, layout.name);
    assert.deepEqual(layout.textOrder, oracle.order.trim().split(/\s+/), layout.name);
  }
});

Deno.test("no two fields of a layout overlap, and numbers are aligned to their width", () => {
  for (const layout of ALL_LAYOUTS) {
    let end = 1;
    for (const field of layout.fields.toSorted((a, b) => a.offset - b.offset)) {
      assert.ok(field.offset >= end, `${layout.name}.${field.name}`);
      if (field.type !== "cstr") assert.equal(field.offset % field.size, 0, field.name);
      end = field.offset + field.size;
    }
    assert.ok(end <= layout.size);
    assert.equal(layout.size % 8, 0);
  }
});

Deno.test("every record type has a name and its layout in every version", () => {
  for (const rtype of ALL_RTYPES) {
    assert.ok(rtypeName(rtype));
    for (const version of [1, 2, 3] as const) {
      assert.equal(layoutOfVersion(rtype, version)!.name, oracleLayoutOf(rtype, version).name);
    }
  }
  assert.equal(layoutOfVersion(0x99, 3), undefined);
  assert.equal(rtypeName(0x99), undefined);
});

Deno.test("layoutOfSize() finds a record's layout from its size, with and without ts_out", () => {
  for (const oracle of ORACLE_LAYOUTS) {
    for (const rtype of oracle.rtypes) {
      assert.equal(layoutOfSize(rtype, oracle.size)!.name, oracle.name);
      assert.equal(layoutOfSize(rtype, oracle.size + 8)!.name, oracle.name);
    }
  }
  assert.equal(layoutOfSize(0x13, 100)!.name, "definition_v1"); // too short for any
  assert.equal(layoutOfSize(0x99, 100), undefined);
});

Deno.test("schemas and record types belong together; rtype 1 is mbp-1", () => {
  for (const schema of SCHEMAS) {
    assert.ok(isSchema(schema));
    assert.ok(layoutOfSchema(schema, 3));
    const back = schemaOfRtype(rtypeOfSchema(schema));
    assert.equal(back, schema === "tbbo" ? "mbp-1" : schema);
  }
  assert.equal(schemaOfRtype(0x11), undefined);
  assert.equal(schemaOfRtype(0x17), undefined);
  assert.ok(!isSchema("toString"));
});

Deno.test("every field has a meaning for schema tables", () => {
  for (const layout of ALL_LAYOUTS) {
    for (const field of layout.fields) assert.ok(meaningOf(layout, field).length > 3);
  }
});
