/**
 * How the pages are built: two HTML entries, hashed files under /assets/, nothing inlined and nothing fetched from
 * another host, so that the server can serve them under a Content-Security-Policy without inline scripts.
 */
import react from '@vitejs/plugin-react';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { documentsByName } from './documents.ts';
import { firstLoad } from './firstLoad.ts';

/** Where the server listens by default, and what it takes for its own origin by default. */
const SERVER = 'http://127.0.0.1:8080';
const SERVER_ORIGIN = 'http://localhost:8080';

/** Writes a compressed copy beside each text, for the server to give to those that take it. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    // From the files as they were written: other plugins change the bundle until then.
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const texts = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css|svg)$/.test(name));
      for (const name of texts) {
        const file = path.join(dir, name);
        await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  appType: 'spa',
  plugins: [documentsByName(), react(), compressed(), firstLoad()],
  build: {
    // A data: URL would need an exception in the policy; a file is as good.
    assetsInlineLimit: 0,
    // Monaco is one large chunk by nature. It is loaded by the playground only.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      // GraphiQL is compiled with "use no memo" directives, which mean nothing any more after the compiler has run.
      checks: { moduleLevelDirective: false },
      input: { app: 'index.html', graphiql: 'graphiql.html' },
    },
  },
  worker: { format: 'es' },
  // The dev server does not look into workers for CommonJS. Named in full, because these are GraphiQL's and not ours.
  optimizeDeps: {
    include: [
      'monaco-graphql > graphql-language-service',
      'monaco-graphql > graphql-language-service > nullthrows',
      'monaco-graphql > picomatch-browser',
    ],
  },
  server: {
    proxy: {
      // The server checks that requests with a cookie, and sockets, come from its own origin; this is another.
      '/graphql': { target: SERVER, changeOrigin: true, ws: true, headers: { origin: SERVER_ORIGIN } },
      '/schema.graphql': { target: SERVER, changeOrigin: true },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/mocks/setup.ts'], testTimeout: 30_000 },
});
