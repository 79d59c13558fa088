/**
 * Brings Plaid Link's script into the page. The server says where it is: Plaid's own, or the simulator's, which has
 * the same interface. react-plaid-link loads Plaid's by itself; any other is loaded here, and an element that is no
 * script then tells react-plaid-link that its address is taken care of.
 */

/** The one address that react-plaid-link knows. */
const PLAIDS_OWN = 'https://cdn.plaid.com/link/v2/stable/link-initialize.js';

const loads = new Map<string, Promise<void>>();

/** Resolves when react-plaid-link can open Link with the script of this address. */
export function bringScript(url: string): Promise<void> {
  if (url === PLAIDS_OWN) return Promise.resolve();
  const known = loads.get(url);
  if (known !== undefined) return known;
  const load = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => {
      const placeholder = document.createElement('script');
      placeholder.type = 'text/plain';
      placeholder.src = PLAIDS_OWN;
      document.head.append(placeholder);
      resolve();
    };
    script.onerror = () => {
      script.remove();
      loads.delete(url);
      reject(new Error('the script of Plaid Link did not load'));
    };
    document.head.append(script);
  });
  loads.set(url, load);
  return load;
}
