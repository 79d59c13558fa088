// @vitest-environment jsdom
/** The accounts and what they come to. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderApp } from '../../mocks/renderApp';
import { openSocket } from '../../mocks/socket';
import { makeWorld } from '../../mocks/world';
import { totalsOf, type Summed } from './totals';

const account = (type: Summed['type'], amount: string | null, currency = 'USD', closedAt: string | null = null): Summed => ({
  type,
  closedAt,
  balance: { current: amount === null ? null : { amount, currency } },
});

test('a total never mixes currencies, counts debts against what is owned, and leaves out the closed', () => {
  const totals = totalsOf([
    account('DEPOSITORY', '0.10'),
    account('INVESTMENT', '0.20'),
    account('CREDIT', '100.00'),
    account('DEPOSITORY', '50', 'EUR'),
    account('DEPOSITORY', '9999', 'USD', '2026-01-01T00:00:00Z'),
    account('OTHER', null),
  ]);
  expect(totals.map(({ currency, net, owned, owed }) => [currency, net.amount, owned.amount, owed.amount])).toEqual([
    ['USD', '-99.70', '0.30', '100.00'],
    ['EUR', '50.00', '50.00', '0.00'],
  ]);
});

test('accounts stand under their bank and kind, with available beside current and an exact total', async () => {
  openSocket();
  const { user, router } = renderApp('/accounts', makeWorld());
  await screen.findByRole('heading', { name: 'First Bank' });
  expect(screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)).toEqual(['Cash', 'Cards']);
  screen.getByText('$12,345,678,900,824.56');
  const everyday = screen.getByRole('link', { name: /Everyday/ });
  expect(everyday.textContent).toContain('$100.00available');
  await user.click(everyday);
  await screen.findByRole('heading', { name: 'Transactions' });
  expect(router.state.location.search).toBe('?account=acc_checking');
});
