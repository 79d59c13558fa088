/** A ledger of many rows between the page and the server: the list and its count are answered here, all else there. */

const DAY_MS = 86_400_000;

/** @param {import('playwright-core').Page} page @param {number} count */
export async function manyRows(page, count) {
  await page.route('**/graphql', async (route) => {
    const { operationName, variables } = route.request().postDataJSON() ?? {};
    /** @param {unknown} data */
    const answer = (data) => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ data }) });
    const search = variables?.filter?.search ?? '';
    /** @param {number} index */
    const fits = (index) => `row ${index}`.includes(search);
    if (operationName === 'TransactionCount') {
      let total = 0;
      for (let index = 0; index < count; index += 1) if (fits(index)) total += 1;
      return answer({ transactions: { __typename: 'TransactionConnection', totalCount: total } });
    }
    if (operationName === 'Transactions') {
      const edges = [];
      let index = variables.after ? Number(variables.after) + 1 : 0;
      for (; index < count && edges.length < variables.first; index += 1) {
        if (fits(index)) edges.push({ __typename: 'TransactionEdge', cursor: String(index), node: row(index) });
      }
      const pageInfo = { __typename: 'PageInfo', hasNextPage: index < count, endCursor: edges.at(-1)?.cursor ?? null };
      return answer({ transactions: { __typename: 'TransactionConnection', edges, pageInfo } });
    }
    if (operationName === 'TransactionDetails') return answer({ node: details(Number(variables.id.replace('txn_', ''))) });
    return route.continue();
  });
}

/** @param {number} index */
function row(index) {
  return {
    __typename: 'Transaction',
    id: `txn_${index}`,
    date: new Date(Date.UTC(2026, 10, 20) - Math.floor(index / 12) * DAY_MS).toISOString().slice(0, 10),
    name: `row ${index}`,
    pending: false,
    amount: { __typename: 'Money', amount: `-${index}.25`, currency: 'USD' },
    category: null,
    account: { __typename: 'Account', id: 'acc_many', name: 'Everyday' },
  };
}

/** @param {number} index */
function details(index) {
  return {
    ...row(index),
    bankName: `row ${index}`,
    note: null,
    authorizedDate: null,
    bankCategory: null,
    account: { __typename: 'Account', id: 'acc_many', name: 'Everyday', mask: null, item: { __typename: 'Item', id: 'itm_many', institution: null } },
    merchantName: null,
    website: null,
    originalDescription: null,
    paymentChannel: 'OTHER',
    checkNumber: null,
    accountOwner: null,
    location: null,
    counterparties: [],
    plaidTransactionId: `plaid_${index}`,
  };
}
