/**
 * What no real bank offers: letting days pass, ending a login, making Plaid unready. It speaks to the simulator's own
 * address and never to ours; the news then comes back the way a bank's would, by webhook and sync.
 */
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';

interface Told {
  tone: 'good' | 'alert';
  message: string;
}

/** How often Plaid answers "not ready" before it is. */
const NOT_READY_TIMES = 3;

export function SimulatorPanel({ url, plaidItemId, syncNow }: { url: string; plaidItemId: string; syncNow: () => void }) {
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState<string | null>(null);

  async function order(name: string, path: string, body: object, done: string) {
    setBusy(name);
    setTold(null);
    try {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      setTold(response.ok ? { tone: 'good', message: done } : { tone: 'alert', message: `The simulator refused (${String(response.status)}).` });
      return response.ok;
    } catch {
      setTold({ tone: 'alert', message: 'The simulator can’t be reached from this browser.' });
      return false;
    } finally {
      setBusy(null);
    }
  }

  const item = `/sim/items/${encodeURIComponent(plaidItemId)}`;
  const act = (label: string, run: () => Promise<unknown>) => (
    <Button size="small" isPending={busy === label} isDisabled={busy !== null && busy !== label} onPress={() => void run()}>
      {label}
    </Button>
  );
  return (
    <section className="simulator" aria-label="The simulated bank">
      <div>
        <h2>At the simulated bank</h2>
        <p className="quiet">What happens at a real bank by itself, happens here at your word.</p>
      </div>
      <div className="simulator-acts">
        {act('Let 3 days pass', () => order('Let 3 days pass', `${item}/advance`, { days: 3 }, 'Three days have passed. The news arrives in a moment.'))}
        {act('Let 30 days pass', () => order('Let 30 days pass', `${item}/advance`, { days: 30 }, 'A month has passed. The news arrives in a moment.'))}
        {act('End the login', () => order('End the login', `${item}/reset_login`, {}, 'The bank wants to see a login again.'))}
        {act('Make Plaid unready', async () => {
          const fault = { path: '/transactions/sync', item_id: plaidItemId, fault: 'PRODUCT_NOT_READY', times: NOT_READY_TIMES };
          if (await order('Make Plaid unready', '/sim/faults', fault, 'Plaid is not ready for the next three times.')) syncNow();
        })}
      </div>
      <div role="status">{told !== null && <Notice tone={told.tone}>{told.message}</Notice>}</div>
    </section>
  );
}
