/**
 * The app of the Link journeys: two small pages, one with react-plaid-link in React's strict mode and one with the bare
 * script. They are served from an origin of their own, as an app's pages are.
 */
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CDN = 'https://cdn.plaid.com/link/v2/stable/link-initialize.js';

/**
 * @param {string} bank where the simulator answers
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startApp(bank) {
  const script = await bundle();
  const plain = await readFile(fileURLToPath(new URL('plain-app.js', import.meta.url)), 'utf8');
  const loader = `<script src="${bank}/link/v2/stable/link-initialize.js"></script>`;
  /** @type {Record<string, [string, string]>} */
  const answers = {
    // The element that is no script keeps react-plaid-link from fetching Plaid's: it finds the address taken care of.
    '/react': ['text/html', page(`${loader}<script type="text/plain" src="${CDN}"></script>`, '/react.js')],
    '/react.js': ['text/javascript', script],
    '/plain': ['text/html', page(loader, '/plain.js')],
    '/plain.js': ['text/javascript', plain],
  };
  const server = createServer((request, response) => {
    const found = answers[new URL(request.url ?? '/', 'http://app').pathname];
    if (!found) return void response.writeHead(404).end();
    const policy = `default-src 'none'; script-src 'self' ${bank}; frame-src ${bank}; style-src 'unsafe-inline'; img-src data:`;
    response.writeHead(200, { 'content-type': `${found[0]}; charset=utf-8`, 'content-security-policy': policy }).end(found[1]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}

/** @param {string} head @param {string} script */
function page(head, script) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>App</title><link rel="icon" href="data:,"></head><body><h1>App</h1><div id="root"></div>${head}<script type="module" src="${script}"></script></body></html>`;
}

/** The React page as one script. */
async function bundle() {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, rollupOptions: { input: fileURLToPath(new URL('react-app.js', import.meta.url)) } },
  });
  const [{ output }] = /** @type {any} */ (Array.isArray(built) ? built : [built]);
  return output[0].code;
}
