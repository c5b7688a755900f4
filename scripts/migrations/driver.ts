import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import type { Pool, QueryArrayResult } from "pg";
import { runStatements, withDatabase } from "#scripts/postgres/databases.ts";

/** PostgreSQL's one-byte system type `"char"`, in which its catalogs keep codes such as a constraint's kind. */
const SYSTEM_CHAR = 18;
const TEXT = 25;

/** The part of PrismaPg's adapter that its types keep private. */
type PgAdapter = SqlDriverAdapter & {
  performIO(query: SqlQuery): Promise<QueryArrayResult>;
  client: { query(script: string): Promise<unknown> };
  onError(error: unknown): never;
};

/** The driver through which the schema engine reaches a database, and makes a scratch one beside it. */
export function migrationDriver(pool: Pool, databaseUrl: string): ErrorCapturingSqlMigrationAwareDriverAdapterFactory {
  const driver = new PrismaPg(pool);
  return bindMigrationAwareSqlAdapterFactory({
    provider: driver.provider,
    adapterName: driver.adapterName,
    connect: async () => runningWholeScripts(readingSystemChars(await driver.connect())),
    connectToShadowDb: async () => runningWholeScripts(readingSystemChars(await openScratchDatabase(databaseUrl))),
  });
}

/** PrismaPg's own way ignores the scratch name when it was given a connection string. */
async function openScratchDatabase(databaseUrl: string): Promise<SqlDriverAdapter> {
  const name = `featurepedia_scratch_${randomBytes(8).toString("hex")}`;
  await runStatements(databaseUrl, [`CREATE DATABASE ${name}`]);
  const adapter = await new PrismaPg(withDatabase(databaseUrl, name)).connect();
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await runStatements(databaseUrl, [`DROP DATABASE ${name} WITH (FORCE)`]);
  };
  return adapter;
}

/** The engine reads `"char"` columns when it looks at a database, and PrismaPg 7.10 refuses to hand them out. */
function readingSystemChars(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const inner = adapter as PgAdapter;
  const performIO = inner.performIO.bind(inner);
  const queryRaw = inner.queryRaw.bind(inner);
  const characterColumns = new WeakMap<unknown[][], number[]>();
  inner.performIO = async (query) => {
    const result = await performIO(query);
    const found = result.fields.flatMap((field, index) => (field.dataTypeID === SYSTEM_CHAR ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === SYSTEM_CHAR) field.dataTypeID = TEXT;
    characterColumns.set(result.rows, found);
    return result;
  };
  inner.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of characterColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return inner;
}

/**
 * PrismaPg 7.10 cuts a script at every semicolon, those inside a function's body and a comment included. The server knows
 * where a statement ends, and runs a script whole or not at all.
 */
function runningWholeScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const inner = adapter as PgAdapter;
  inner.executeScript = async (script) => {
    await inner.client.query(script).catch((error: unknown) => inner.onError(error));
  };
  return inner;
}
