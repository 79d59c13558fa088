/**
 * Writes the web app's types: `src/gql` from `../schema.graphql` and the documents that lie beside the components.
 * `npm run codegen` writes; with `--check` nothing is written, and what differs is an error. It runs the generator by
 * itself rather than by its command line, which brings loaders for a dozen services that are not asked here.
 */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { CodeFileLoader } from '@graphql-tools/code-file-loader';
import { loadDocuments } from '@graphql-tools/load';
import { buildSchema, parse } from 'graphql';

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.join(here, 'src/gql');

/** Every scalar travels as text; a number would lose digits. */
const scalars = { Decimal: 'string', Date: 'string', DateTime: 'string', CurrencyCode: 'string', ID: 'string' };

async function generate() {
  const sdl = await readFile(path.join(here, '../schema.graphql'), 'utf8');
  const documents = await loadDocuments(['src/**/*.{ts,tsx}', '!src/gql/**'], {
    cwd: here,
    loaders: [new CodeFileLoader({ pluckConfig: { globalGqlIdentifierName: ['graphql'], skipIndent: true } })],
    sort: true,
  });
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${output}/`,
    presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents,
    config: { scalars, strictScalars: true, enumsAsTypes: true, useTypeImports: true, nonOptionalTypename: true, skipTypeNameForRoot: true },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
    documentTransforms: [],
  });
  return Promise.all(
    sections.map(async (section) => {
      const name = path.relative(output, path.resolve(here, section.filename));
      // Where a document lies on this machine is nobody else's business, nor is it the same elsewhere.
      return /** @type {const} */ ([name, (await codegen(section)).replaceAll(`${here}/`, '')]);
    }),
  );
}

const files = new Map(await generate());
if (process.argv.includes('--check')) {
  const stale = [];
  for (const [name, content] of files) {
    const found = await readFile(path.join(output, name), 'utf8').catch(() => null);
    if (found !== content) stale.push(name);
  }
  for (const name of await readdir(output).catch(() => [])) if (!files.has(name)) stale.push(name);
  if (stale.length > 0) {
    console.error(`src/gql is not what the schema and the documents give (${stale.join(', ')}): run \`make schema\`.`);
    process.exitCode = 1;
  }
} else {
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  for (const [name, content] of files) await writeFile(path.join(output, name), content);
}
