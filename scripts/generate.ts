import { generateClient } from "#scripts/setup/generate-client.ts";

/** `npm run generate`: the database client from prisma/schema.prisma. */
const made = await generateClient(process.cwd());
console.log(made ? "Generated the database client." : "The database client is up to date.");
