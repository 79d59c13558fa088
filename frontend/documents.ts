/**
 * Gives each document of GraphQL to the component beside which it lies. The function of the sources finds a document by
 * its text, for which a page would have to load the text of every document; and the generated module holds them all, so
 * that the first page would load those of every other.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const GENERATED = fileURLToPath(new URL('src/gql/graphql.ts', import.meta.url));
const PREFIX = 'virtual:document/';

export function documentsByName(): Plugin {
  let documents = new Map<string, string>();
  return {
    name: 'documents-by-name',
    apply: 'build',
    enforce: 'pre',
    async buildStart() {
      const text = await readFile(GENERATED, 'utf8');
      documents = new Map([...text.matchAll(/^export const (\w+) = (\{.*\}) as unknown as DocumentNode<.*>;$/gm)].map(([, name = '', literal = '']) => [name, literal]));
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const name = id.slice(PREFIX.length + 1);
      const literal = documents.get(name);
      if (literal === undefined) this.error(`the generated types have no ${name}: run the code generator`);
      return `export const ${name} = ${literal};`;
    },
    transform(code, id) {
      if (!/\/src\/.*\.tsx?$/.test(id) || id.includes('/src/gql/')) return null;
      const wanted = new Set<string>();
      const want = (name: string) => {
        wanted.add(name);
        return name;
      };
      const named = code
        .replaceAll(/\bgraphql\(`[^`]*?(query|mutation|subscription|fragment) (\w+)[^`]*`\)/g, (_, kind: string, name: string) => {
          const pascal = name.replaceAll(/(?:^|_)\w/g, (start) => start.toUpperCase());
          return want(`${pascal}${kind === 'fragment' ? 'FragmentDoc' : 'Document'}`);
        })
        // Documents that are named in full come from their own modules too; types have gone before.
        .replaceAll(/^import \{([^}]*)\} from '[^']*gql\/graphql';$/gm, (_, names: string) => {
          names
            .split(',')
            .map((each) => each.trim())
            .filter((each) => each !== '' && !each.startsWith('type '))
            .forEach(want);
          return '';
        });
      if (wanted.size === 0) return null;
      return { code: `${[...wanted].map((name) => `import { ${name} } from '${PREFIX}${name}';`).join('\n')}\n${named}`, map: null };
    },
  };
}
