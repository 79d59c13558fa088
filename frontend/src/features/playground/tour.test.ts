/** The tour: every tab can be parsed, is named for its tab, and signs up somebody new. */
import { Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { makeNewcomer, NEWCOMER_BYTES, tourTabs } from './tour';

const newcomer = makeNewcomer(Uint8Array.from({ length: NEWCOMER_BYTES }, (_, index) => index * 7));

test('each tab holds one named operation, in the order of the tour', () => {
  const names = tourTabs(newcomer).map(({ query }) => {
    const [operation, ...others] = parse(query).definitions;
    expect(others).toEqual([]);
    return operation?.kind === Kind.OPERATION_DEFINITION ? operation.name?.value : undefined;
  });
  expect(names).toEqual(['SignUp', 'CreateLinkToken', 'FollowSyncs', 'ExchangePublicToken', 'Accounts', 'Transactions']);
});

test('the newcomer is made of the random bytes and nothing else', () => {
  expect(newcomer.username).toMatch(/^newcomer_[a-z2-9]{6}$/);
  expect(newcomer.password).toMatch(/^[a-z2-9]{20}$/);
  expect(makeNewcomer(new Uint8Array(NEWCOMER_BYTES).fill(255))).not.toEqual(newcomer);
  expect(tourTabs(newcomer)[0]?.query).toContain(`password: "${newcomer.password}"`);
});
