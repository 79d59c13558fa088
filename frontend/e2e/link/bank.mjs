/** A simulator by itself, and the calls with which a server would prepare and end a link. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { end, freeAddresses, untilAnswering } from '../server.mjs';

/** @returns {Promise<Bank>} */
export async function startBank() {
  const binary = process.env.FLORIN_BINARY;
  if (!binary) throw new Error('FLORIN_BINARY must name the server to test');
  const [address = ''] = await freeAddresses(1);
  const child = spawn(path.resolve(binary), ['plaid-sim', '--listen', address], { env: { PATH: process.env.PATH }, stdio: 'ignore' });
  const url = `http://${address}`;
  try {
    await untilAnswering(url, child);
  } catch (cause) {
    await end(child);
    throw cause;
  }
  return new Bank(url, () => end(child));
}

/** The simulator as a server of an app uses it. */
export class Bank {
  /** @param {string} url @param {() => Promise<void>} stop */
  constructor(url, stop) {
    this.url = url;
    this.stop = stop;
  }

  /** @param {string} path @param {Record<string, unknown>} body @returns {Promise<any>} */
  async ask(path, body) {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'PLAID-CLIENT-ID': '0123456789abcdef01234567',
        'PLAID-SECRET': '0123456789abcdef0123456789abcd',
      },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    assert.equal(response.status, 200, `${path} answered ${JSON.stringify(answer)}`);
    return answer;
  }

  /** @param {Record<string, unknown>} members */
  async linkToken(members) {
    const order = { client_name: 'Journey', language: 'en', country_codes: ['US'], user: { client_user_id: 'one' }, ...members };
    return (await this.ask('/link/token/create', order)).link_token;
  }

  /** @param {string} publicToken */
  async exchange(publicToken) {
    return (await this.ask('/item/public_token/exchange', { public_token: publicToken })).access_token;
  }
}
