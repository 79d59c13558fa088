/** All transactions, newest first. What is searched, filtered and opened stands in the address. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { useMediaQuery } from '../../lib/useMediaQuery';
import { Empty, Failed, Loading } from '../../ui/states';
import { useSyncNews } from '../syncs/useSyncNews';
import { FilterBar } from './FilterBar';
import { isNarrowed, NO_FILTERS, readFilters, toQuery, writeFilters, type Filters } from './filters';
import { TransactionList } from './TransactionList';
import { TransactionPanel } from './TransactionPanel';
import { OPENED } from './TransactionRow';
import { useTransactions, type TransactionRows } from './useTransactions';

/** What of the address is the list's: another opened row is the same list. */
function listOf(address: URLSearchParams): string {
  return writeFilters(new URLSearchParams(), readFilters(address)).toString();
}

export function TransactionsPage() {
  const [today] = useState(() => new Date());
  const [address, setAddress] = useSearchParams();
  const written = listOf(address);
  const filters = useMemo(() => readFilters(new URLSearchParams(written)), [written]);
  const filter = useMemo(() => toQuery(filters), [filters]);
  const list = useTransactions(filter);
  const lookedAt = useRef(0);
  const onLook = useCallback((place: number) => {
    lookedAt.current = place;
  }, []);
  useSyncNews(() => {
    list.readAgain(lookedAt.current);
  });

  const openId = address.get(OPENED);
  const [wanted, setWanted] = useState<{ id: string } | null>(null);
  const hasRoom = useMediaQuery('(width >= 80rem)');
  const close = useCallback(() => {
    setAddress(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete(OPENED);
        return next;
      },
      { preventScrollReset: true },
    );
    if (openId !== null) setWanted({ id: openId });
  }, [openId, setAddress]);
  useEffect(() => {
    if (openId === null) return;
    const leave = (event: KeyboardEvent) => {
      const isInList = event.target instanceof Element && event.target.closest('[data-transaction]') !== null;
      if (event.key === 'Escape' && isInList) close();
    };
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('keydown', leave);
    };
  }, [close, openId]);

  function change(part: Partial<Filters>) {
    setAddress((now) => writeFilters(now, { ...readFilters(now), ...part }), { replace: true, preventScrollReset: true });
    if (window.scrollY > 0) window.scrollTo({ top: 0, behavior: 'instant' });
  }

  const { rows, count, error } = list;
  return (
    <Page title="Transactions" lead={<Lead count={count} isOld={count?.of !== filter} />}>
      <div className={openId !== null && hasRoom ? 'transactions-page transactions-split' : 'transactions-page'}>
        <div className="transactions-main">
          <FilterBar filters={filters} change={change} today={today} />
          {rows === undefined && error === undefined && <Loading label="Loading your transactions" lines={9} />}
          {rows === undefined && error !== undefined && (
            <Failed
              error={error}
              retry={() => {
                list.readAgain(0);
              }}
            />
          )}
          {rows?.length === 0 && <None filters={filters} change={change} />}
          {rows !== undefined && rows.length > 0 && (
            <TransactionList key={written} list={list} today={today} openId={openId} wanted={wanted} onLook={onLook} />
          )}
        </div>
        {openId !== null && <TransactionPanel id={openId} today={today} place={hasRoom ? 'beside' : 'over'} close={close} />}
      </div>
    </Page>
  );
}

/** How many rows there are. While a new filter is counted, the number is that of the one before, and so are the words. */
function Lead({ count, isOld }: { count: TransactionRows['count']; isOld: boolean }) {
  const told = count === null ? '…' : new Intl.NumberFormat().format(count.total);
  const noun = count?.total === 1 ? 'transaction' : 'transactions';
  const isNarrow = count !== null && Object.keys(count.of).length > 0;
  return <span role="status" aria-busy={isOld}>{`${told} ${noun}${isNarrow ? ' found' : ''}`}</span>;
}

function None({ filters, change }: { filters: Filters; change: (part: Partial<Filters>) => void }) {
  if (!isNarrowed(filters)) {
    return (
      <Empty icon="transactions" title="No transactions yet" action={<Link className="button button-primary" to="/banks">Go to your banks</Link>}>
        They arrive with the first sync of a bank.
      </Empty>
    );
  }
  return (
    <Empty
      icon="search"
      title="Nothing fits"
      action={
        <Button
          onPress={() => {
            change(NO_FILTERS);
          }}
        >
          Clear all filters
        </Button>
      }
    >
      No transaction fits the search and the filters.
    </Empty>
  );
}
