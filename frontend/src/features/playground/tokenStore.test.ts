/** The token lives in the storage it was given, and listeners hear of each change. */
import { expect, test, vi } from 'vitest';
import { memoryStorage } from './memoryStorage';
import { TokenStore } from './tokenStore';

test('a token outlives the page, not the storage', () => {
  const storage = memoryStorage();
  new TokenStore(storage).set('florin_key_a');
  expect(new TokenStore(storage).get()).toBe('florin_key_a');
  expect(new TokenStore(memoryStorage()).get()).toBeNull();
});

test('a forgotten token leaves nothing behind', () => {
  const storage = memoryStorage();
  const store = new TokenStore(storage);
  store.set('florin_key_a');
  store.clear();
  expect(store.get()).toBeNull();
  expect(storage.size()).toBe(0);
});

test('listeners hear of each change until they leave', () => {
  const store = new TokenStore(memoryStorage());
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  store.set('florin_key_a');
  store.clear();
  leave();
  store.set('florin_key_b');
  expect(listener).toHaveBeenCalledTimes(2);
});
