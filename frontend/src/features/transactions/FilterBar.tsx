/** The search and the filters over the list. Each says what it is set to, and all can be taken away at once. */
import './filterBar.css';
import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { graphql } from '../../gql';
import { formatTyped } from '../../lib/decimal';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { CATEGORIES } from './CategoryOptions';
import { isNarrowed, NO_FILTERS, type Filters } from './filters';
import { AccountFields, AmountFields, CategoryFields, DateFields, StatusFields } from './FilterFields';
import { SearchField } from './SearchField';

const FILTER_CHOICES = graphql(`
  query FilterChoices {
    accounts {
      id
      name
      mask
      item {
        id
        institution {
          name
        }
      }
    }
  }
`);

export interface FilterBarProps {
  filters: Filters;
  change: (part: Partial<Filters>) => void;
  today: Date;
}

export function FilterBar({ filters, change, today }: FilterBarProps) {
  const { data } = useQuery(FILTER_CHOICES);
  const chosen = data?.accounts.filter((account) => filters.accountIds.includes(account.id)) ?? [];
  const categories = useQuery(CATEGORIES);
  const category = categories.data?.categories.find(({ id }) => id === filters.categoryId);
  const count = filters.accountIds.length;
  const account = count === 0 ? null : chosen.length === 1 ? (chosen[0]?.name ?? null) : `${String(count)} accounts`;
  return (
    <div className="filter-bar" role="search" aria-label="Filter transactions">
      <SearchField
        search={filters.search}
        onSearch={(search) => {
          change({ search });
        }}
      />
      <div className="filter-choices">
        <Choice label="Account" told={account}>
          <AccountFields accounts={data?.accounts ?? []} filters={filters} change={change} />
        </Choice>
        <Choice label="Dates" told={datesTold(filters)}>
          <DateFields filters={filters} change={change} today={today} />
        </Choice>
        <Choice label="Amount" told={amountTold(filters)}>
          <AmountFields filters={filters} change={change} />
        </Choice>
        <Choice label="Category" told={filters.categoryId === null ? null : (category?.name ?? 'One category')}>
          <CategoryFields categories={categories.data?.categories} filters={filters} change={change} />
        </Choice>
        <Choice label="Status" told={filters.status === null ? null : filters.status === 'pending' ? 'Pending' : 'Posted'}>
          <StatusFields filters={filters} change={change} />
        </Choice>
        {isNarrowed(filters) && (
          <Button
            voice="quiet"
            size="small"
            onPress={() => {
              change(NO_FILTERS);
            }}
          >
            Clear all
          </Button>
        )}
      </div>
    </div>
  );
}

function Choice({ label, told, children }: { label: string; told: string | null; children: ReactNode }) {
  return (
    <DialogTrigger>
      <Button size="small" data-set={told !== null || undefined}>
        {told === null ? (
          <span>{label}</span>
        ) : (
          <span>
            <span className="sr-only">{label}: </span>
            {told}
          </span>
        )}
        <Icon name="chevronDown" size={16} />
      </Button>
      <Popover className="popover filter-popover" placement="bottom start">
        <Dialog className="filter-dialog" aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function datesTold({ dateFrom, dateTo }: Filters): string | null {
  const format = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
  const date = (day: string) => new Date(`${day}T00:00:00Z`);
  if (dateFrom !== null && dateTo !== null) return dateFrom <= dateTo ? format.formatRange(date(dateFrom), date(dateTo)) : 'No days';
  if (dateFrom !== null) return `Since ${format.format(date(dateFrom))}`;
  return dateTo === null ? null : `Until ${format.format(date(dateTo))}`;
}

function amountTold({ direction, amountFrom, amountTo }: Filters): string | null {
  const way = direction === null ? null : direction === 'in' ? 'Money in' : 'Money out';
  if (amountFrom !== null && amountTo !== null) return `${way ?? ''} ${formatTyped(amountFrom)}–${formatTyped(amountTo)}`;
  if (amountFrom !== null) return `${way ?? ''} from ${formatTyped(amountFrom)}`;
  return amountTo === null ? way : `${way ?? ''} up to ${formatTyped(amountTo)}`;
}
