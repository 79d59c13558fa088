/**
 * What a newcomer's browser loads before the first page stands, and the most that it may be: the entry with everything
 * it imports at once, its styles, and the two typefaces that the page is set in. A build beyond the limit fails.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const BYTES_MAX = 250_000;
/** The page at `/`; the playground has an entry of its own. */
const PAGE = 'index.html';
/** The letters of western languages; browsers load the others when such a letter is shown. */
const FIRST_TYPEFACES = /(?:figtree-latin-wght|newsreader-latin-500)-normal-.*\.woff2$/;

export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const page = await readFile(path.join(dir, PAGE), 'utf8');
      // Vite names everything that the entry imports at once in the page, for browsers to begin with.
      const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].flatMap(([, name]) => name ?? []);
      const typefaces = Object.keys(bundle).filter((name) => FIRST_TYPEFACES.test(name));
      if (typefaces.length !== 2) this.error(`the first page is set in two typefaces, and not in ${String(typefaces.length)}`);
      const files = [...new Set([...named, ...typefaces])];
      const sizes = await Promise.all(files.map(async (name) => compressedSize(name, await readFile(path.join(dir, name)))));
      const bytes = gzipSync(page).length + sizes.reduce((sum, size) => sum + size, 0);
      const told = `the first load is ${String(bytes)} bytes in ${String(files.length)} files`;
      if (bytes > BYTES_MAX) this.error(`${told}; ${String(BYTES_MAX)} are the most:\n${files.map((name, index) => `  ${String(sizes[index])} ${name}`).join('\n')}`);
      this.info(told);
    },
  };
}

function compressedSize(name: string, content: Buffer): number {
  // Typefaces are compressed by their own format, and sent as they are.
  return name.endsWith('.woff2') ? content.length : gzipSync(content, { level: 9 }).length;
}
