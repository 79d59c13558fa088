// @vitest-environment jsdom
/** The list of transactions as a person uses it. */
import { graphql, HttpResponse } from 'msw';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { TransactionsDocument, UpdateTransactionDocument } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { openSocket } from '../../mocks/socket';
import { makeWorld, type TransactionTold } from '../../mocks/world';

function row(id: string, name: string, date: string, amount = '-4.10'): TransactionTold {
  const [first] = makeWorld().transactions;
  if (first === undefined) throw new Error('the world has a row');
  return { ...first, id, name, date, pending: false, category: null, amount: { __typename: 'Money', amount, currency: 'USD' } };
}

const done = (id: string, added: number) => ({
  syncJobs: {
    __typename: 'SyncJob',
    id,
    trigger: 'WEBHOOK',
    status: 'SUCCEEDED',
    attempt: 1,
    nextAttemptAt: null,
    createdAt: '2026-11-21T10:00:00Z',
    startedAt: '2026-11-21T10:00:00Z',
    finishedAt: '2026-11-21T10:00:01Z',
    progress: { __typename: 'SyncProgress', pages: 1, added, modified: 0, removed: 0 },
    error: null,
    item: { __typename: 'Item', id: 'itm_bank', status: 'HEALTHY', statusReason: null, lastSyncedAt: null, nextSyncAt: null, latestSyncJob: { __typename: 'SyncJob', id } },
  },
});

test('spending has a minus and income a plus, not a colour alone', async () => {
  openSocket();
  renderApp('/transactions', makeWorld());
  const coffee = await screen.findByRole('link', { name: /Coffee/ });
  expect(coffee.textContent).toContain('-$4.10');
  expect(within(coffee).getByText('Pending')).toBeTruthy();
  expect(screen.getByRole('link', { name: /Salary/ }).textContent).toContain('+$3,200.00');
});

test('a search follows the typing, stands in the address, and can be taken away', async () => {
  openSocket();
  const { user, router } = renderApp('/transactions', makeWorld());
  await screen.findByText('2 transactions');
  await user.type(screen.getByRole('searchbox', { name: 'Search transactions' }), 'sal');
  await screen.findByText('1 transaction found');
  expect(screen.queryByRole('link', { name: /Coffee/ })).toBeNull();
  expect(router.state.location.search).toBe('?q=sal');
  await user.type(screen.getByRole('searchbox'), 'vation');
  await screen.findByRole('heading', { name: 'Nothing fits' });
  await user.click(screen.getByRole('button', { name: 'Clear all filters' }));
  await screen.findByRole('link', { name: /Coffee/ });
  expect(router.state.location.search).toBe('');
});

test('filters in the address narrow the list from the first look', async () => {
  openSocket();
  renderApp('/transactions?account=acc_checking&direction=in', makeWorld());
  await screen.findByRole('link', { name: /Salary/ });
  expect(screen.queryByRole('link', { name: /Coffee/ })).toBeNull();
  await screen.findByRole('button', { name: /Account:\s*Everyday/ });
  screen.getByRole('button', { name: /Amount:\s*Money in/ });
});

test('a category is chosen, stands in the address, and narrows the list', async () => {
  openSocket();
  const { user, router } = renderApp('/transactions', makeWorld());
  await screen.findByRole('link', { name: /Salary/ });
  await user.click(screen.getByRole('button', { name: 'Category' }));
  await screen.findByRole('option', { name: 'Coffee' });
  await user.selectOptions(screen.getByLabelText('Category', { selector: 'select' }), 'Coffee');
  await waitFor(() => {
    expect(screen.queryByRole('link', { name: /Salary/, hidden: true })).toBeNull();
  });
  expect(router.state.location.search).toBe('?category=cat_coffee');
  await user.keyboard('{Escape}');
  await screen.findByRole('button', { name: /Category:\s*Coffee/ });
  await screen.findByRole('link', { name: /Coffee/ });
});

test('the arrows walk the rows, Enter opens one, Escape leads back to it', async () => {
  openSocket();
  const { user, router } = renderApp('/transactions', makeWorld());
  const coffee = await screen.findByRole('link', { name: /Coffee/ });
  coffee.focus();
  await user.keyboard('{ArrowDown}');
  const salary = screen.getByRole('link', { name: /Salary/ });
  await waitFor(() => {
    expect(document.activeElement).toBe(salary);
  });
  // One tab stop for the whole list.
  expect([coffee.tabIndex, salary.tabIndex]).toEqual([-1, 0]);
  await user.keyboard('{Enter}');
  await screen.findByRole('dialog', { name: 'Transaction' });
  expect(router.state.location.search).toBe('?txn=txn_salary');
  await user.keyboard('{Escape}');
  await waitFor(() => {
    expect(document.activeElement?.getAttribute('data-transaction')).toBe('txn_salary');
  });
  expect(router.state.location.search).toBe('');
});

test('a word of the owner is shown at once, and taken back when the server does not take it', async () => {
  openSocket();
  const world = makeWorld();
  const { user } = renderApp('/transactions?txn=txn_coffee', world);
  const name = await screen.findByLabelText('Name');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const refusal = { __typename: 'UserError' as const, code: 'INVALID_INPUT' as const, message: 'That is no name.', path: ['name'] };
  server.use(
    graphql.mutation(
      UpdateTransactionDocument,
      async () => {
        await held;
        return HttpResponse.json({ data: { updateTransaction: { __typename: 'UpdateTransactionPayload', transaction: null, userErrors: [refusal] } } });
      },
      { once: true },
    ),
  );
  await user.clear(name);
  await user.type(name, 'Breakfast');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByRole('heading', { name: 'Breakfast' });
  answer();
  await screen.findByText('That is no name.');
  screen.getByRole('heading', { name: 'Coffee' });
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Breakfast');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved');
  screen.getByRole('heading', { name: 'Breakfast' });
  expect(world.transactions[0]?.name).toBe('Breakfast');
});

test('rows come, change and go by themselves after a sync', async () => {
  const socket = openSocket();
  const world = makeWorld();
  renderApp('/transactions', world);
  await screen.findByRole('link', { name: /Coffee/ });
  await waitFor(() => {
    expect(socket.count('SyncFeed')).toBe(1);
  });
  world.transactions = [row('txn_new', 'Bakery', '2026-11-21'), ...world.transactions.slice(1).map((each) => ({ ...each, name: 'Wages' }))];
  socket.tell('SyncFeed', done('job_1', 1));
  const bakery = await screen.findByRole('link', { name: /Bakery/ });
  expect(bakery.className).toContain('transaction-fresh');
  screen.getByRole('link', { name: /Wages/ });
  expect(screen.queryByRole('link', { name: /Coffee/ })).toBeNull();
});

test('an opened row that the bank took back says so', async () => {
  openSocket();
  renderApp('/transactions?txn=txn_gone', makeWorld());
  await screen.findByText('This transaction is gone');
});

test('when the list cannot be had, another try helps', async () => {
  openSocket();
  const fault = { errors: [{ message: 'x', extensions: { code: 'INTERNAL', requestId: 'req_7' } }] };
  server.resetHandlers();
  const world = makeWorld();
  const { user } = renderApp('/accounts', world);
  await screen.findByText('Everyday');
  server.use(graphql.query(TransactionsDocument, () => HttpResponse.json(fault), { once: true }));
  await user.click(screen.getByRole('link', { name: 'Transactions' }));
  await screen.findByText('req_7');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('link', { name: /Coffee/ });
});

test('a long list is read page by page, and few of its rows stand in the page', async () => {
  openSocket();
  const rows = Array.from({ length: 500 }, (_, index) => row(`txn_${String(index)}`, `Row ${String(index)}`, '2026-11-01'));
  const { user } = renderApp('/transactions', makeWorld({ transactions: rows }));
  const first = await screen.findByRole('link', { name: /^Row 0(?!\d)/ });
  await screen.findByText('500 transactions');
  expect(document.querySelectorAll('[data-transaction]').length).toBeLessThan(60);
  first.focus();
  await user.keyboard('{End}');
  await waitFor(() => {
    expect(document.activeElement?.textContent).toMatch(/^Row (59|259)/);
  });
});
