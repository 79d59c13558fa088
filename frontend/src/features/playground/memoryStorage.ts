/** A storage for tests: a map that can say whether anything is left in it. */
import type { TokenStorage } from './tokenStore';

/** An empty storage. */
export function memoryStorage(): TokenStorage & { size: () => number } {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    size: () => entries.size,
  };
}
