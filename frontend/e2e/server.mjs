/**
 * Starts the real server for a journey: on free ports, with an empty data directory, with its embedded simulator, and
 * with nothing of the caller's settings but the path to the binary (`FLORIN_BINARY`) and the place of the bank's record.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const POLL_MS = 50;
const WEB_DIR = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * @typedef {object} Server
 * @property {string} url where the server answers
 * @property {string} bank where its simulator answers
 * @property {(meanwhile: () => Promise<void>) => Promise<void>} restart ends it, and starts it again on the same data
 * @property {(...words: string[]) => Promise<string>} command what a command of its operator prints
 * @property {() => Promise<void>} stop ends it and removes its data
 */

/** @param {(url: string) => Record<string, string>} settings what it is told beside the usual @returns {Promise<Server>} */
export async function startServer(settings = () => ({})) {
  if (!process.env.FLORIN_BINARY) throw new Error('FLORIN_BINARY must name the server to test');
  const binary = path.resolve(process.env.FLORIN_BINARY);
  const [web, bank, admin] = await freeAddresses(3);
  const home = await mkdtemp(path.join(tmpdir(), 'florin-e2e-'));
  const url = `http://${web}`;
  // A `.env` of the caller's must not be read, nor any DATABASE_URL or Plaid key of theirs.
  const surroundings = {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      FLORIN_LISTEN: web,
      FLORIN_PUBLIC_URL: url,
      FLORIN_DATA_DIR: path.join(home, 'data'),
      FLORIN_PLAID_SIM_LISTEN: bank,
      // Empty is unset: then nothing is recorded.
      FLORIN_PLAID_SIM_RECORD: process.env.FLORIN_PLAID_SIM_RECORD ?? '',
      FLORIN_ADMIN_LISTEN: admin,
      FLORIN_WEB_DIR: WEB_DIR,
      ...settings(url),
    },
  };
  const launch = () => spawn(binary, ['serve'], { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const start = async () => {
    const started = launch();
    started.stdout.on('data', (text) => (log += text));
    started.stderr.on('data', (text) => (log += text));
    await untilAnswering(`${url}/healthz`, started).catch(async (cause) => {
      await end(started);
      throw cause;
    });
    return started;
  };
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  const restart = async (/** @type {() => Promise<void>} */ meanwhile) => {
    if (child) await end(child);
    await meanwhile();
    child = await start();
  };
  const stop = async () => {
    if (child) await end(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    child = await start();
  } catch (cause) {
    await stop();
    throw new Error(`The server did not come up. It said:\n${log}`, { cause });
  }
  const command = async (/** @type {string[]} */ ...words) => (await run(binary, words, surroundings)).stdout;
  return { url, bank: `http://${bank}`, restart, command, stop };
}

/**
 * Waits until the address answers. @param {string} url @param {import('node:child_process').ChildProcess} child
 */
export async function untilAnswering(url, child) {
  const deadline = AbortSignal.timeout(START_MS_MAX);
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
    const response = await fetch(url, { signal: deadline }).catch(() => null);
    if (response?.ok) return;
    deadline.throwIfAborted();
    await pause(POLL_MS);
  }
}

/** Ends a server, in good order if it can. @param {import('node:child_process').ChildProcess} child */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const tooLong = AbortSignal.timeout(STOP_MS_MAX);
  tooLong.addEventListener('abort', () => child.kill('SIGKILL'));
  await ended;
}

/*
 * Where journeys have their servers listen: below the ports that systems give to whoever asks for any, among them every
 * outgoing connection, and above those of scripts/services.sh. Each process has a hundred of its own.
 */
const PORTS_FIRST = 30_000;
const PORTS_EACH = 100;
const PROCESSES_MAX = 27;
let portsTaken = 0;

/**
 * Addresses on which nobody listens.
 * @param {number} count
 */
export async function freeAddresses(count) {
  const addresses = [];
  while (addresses.length < count) {
    const first = PORTS_FIRST + (process.pid % PROCESSES_MAX) * PORTS_EACH;
    const port = first + (portsTaken++ % PORTS_EACH);
    if (await isFree(port)) addresses.push(`127.0.0.1:${port}`);
  }
  return addresses;
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
