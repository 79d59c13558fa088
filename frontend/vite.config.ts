/**
 * How the pages are built: two HTML entries, hashed files under /assets/, nothing inlined and nothing fetched from
 * another host, so that the server can serve them under a Content-Security-Policy without inline scripts.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where the server listens by default, and what it takes for its own origin by default. */
const SERVER = 'http://127.0.0.1:8080';
const SERVER_ORIGIN = 'http://localhost:8080';

export default defineConfig({
  appType: 'spa',
  plugins: [react()],
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
