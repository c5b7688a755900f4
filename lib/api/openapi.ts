import * as z from "zod";
import type { Contract } from "#lib/api/contract.ts";
import { Problem, PROBLEMS, type ProblemCode } from "#lib/api/problem.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** The OpenAPI 3.1 description of contracts: what it says and what the handlers check are the same schemas. */
export function openApiDocument(contracts: Contract[], { version }: { version: string }) {
  const components = new Map<string, Schema>();
  const schemaOf = (schema: z.ZodType, io: "input" | "output") => referring(schema, io, components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operation(contract, schemaOf) };
  }
  const problem = schemaOf(Problem, "output");
  return {
    openapi: "3.1.0",
    info: { title: "Featurepedia", version, summary: "A public catalog of what is inside language models." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: Object.fromEntries(components),
      responses: Object.fromEntries(
        Object.values(PROBLEMS).map(({ name, title, status }) => [
          name,
          { description: `${status} ${title}`, content: { "application/problem+json": { schema: problem } } },
        ]),
      ),
      securitySchemes: { operator: { type: "http", scheme: "bearer", description: "the setting OPERATOR_KEY" } },
    },
  };
}

function operation(contract: Contract, schemaOf: (schema: z.ZodType, io: "input" | "output") => Schema) {
  const problems: ProblemCode[] = ["bad_request", ...contract.problems, "internal"];
  const body =
    contract.body instanceof z.ZodUndefined ? {} : { requestBody: requestBody(schemaOf(contract.body, "input")) };
  return {
    operationId: contract.id,
    summary: contract.summary,
    parameters: [
      ...parameters("path", schemaOf(contract.params, "input")),
      ...parameters("query", schemaOf(contract.query, "input")),
    ],
    ...body,
    ...(contract.operator && { security: [{ operator: [] }] }),
    responses: {
      "200": {
        description: contract.summary,
        ...(contract.cacheSeconds !== undefined && { headers: { ETag: { schema: { type: "string" } } } }),
        content: {
          "application/json": { schema: schemaOf(contract.response, "output") },
          ...(contract.line && { "application/x-ndjson": { schema: schemaOf(contract.line, "output") } }),
        },
      },
      ...(contract.cacheSeconds !== undefined && { "304": { description: "What you have is current" } }),
      ...(contract.unavailableAnswers && {
        "503": {
          description: "It cannot serve",
          content: { "application/json": { schema: schemaOf(contract.response, "output") } },
        },
      }),
      ...Object.fromEntries(
        problems.map((code) => [PROBLEMS[code].status, { $ref: `#/components/responses/${PROBLEMS[code].name}` }]),
      ),
    },
  };
}

const requestBody = (schema: Schema) => ({ required: true, content: { "application/json": { schema } } });

function parameters(place: "path" | "query", { properties = {}, required = [] }: Schema) {
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === "object" ? schema : {};
    return { name, in: place, required: required.includes(name), ...(description && { description }), schema: rest };
  });
}

/** A schema whose named parts move to `components` and are referred to. */
function referring(schema: z.ZodType, io: "input" | "output", components: Map<string, Schema>): Schema {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // Whole numbers need no bounds that only say what JavaScript can hold, and a client must bear new fields in answers.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  for (const [name, part] of Object.entries($defs)) components.set(name, pointing(part));
  return pointing(root);
}

/** Moves references from a schema's own definitions to the document's. */
function pointing(schema: Schema): Schema {
  const { id: _, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest).replaceAll(`"$ref":"#/$defs/`, `"$ref":"#/components/schemas/`));
}
