/** What stands in the filters: accounts, days, amounts, whether posted. Each choice narrows the list at once. */
import { useId, useState } from 'react';
import { CheckboxButton, CheckboxField, CheckboxGroup, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { CategoriesQuery, FilterChoicesQuery } from '../../gql/graphql';
import { formatTyped, parseTyped } from '../../lib/decimal';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/TextField';
import { CategoryOptions } from './CategoryOptions';
import { isDay, type Filters } from './filters';
import { daysOf, SPANS } from './spans';

interface FieldsProps {
  filters: Filters;
  change: (part: Partial<Filters>) => void;
}

export function AccountFields({ accounts, filters, change }: FieldsProps & { accounts: FilterChoicesQuery['accounts'] }) {
  return (
    <CheckboxGroup
      className="choice-group"
      value={[...filters.accountIds]}
      onChange={(accountIds) => {
        change({ accountIds });
      }}
    >
      <Label className="field-label">Accounts</Label>
      {accounts.map(({ id, name, mask, item }) => (
        <CheckboxField key={id} value={id}>
          <CheckboxButton className="choice">
            <span className="choice-box" aria-hidden="true" />
            <span>
              {name} {mask !== null && <span className="quiet">•••• {mask}</span>}
              <span className="choice-more quiet">{item.institution?.name}</span>
            </span>
          </CheckboxButton>
        </CheckboxField>
      ))}
    </CheckboxGroup>
  );
}

export function DateFields({ filters, change, today }: FieldsProps & { today: Date }) {
  const { dateFrom, dateTo } = filters;
  return (
    <div className="choice-group">
      <div className="choice-spans">
        {SPANS.map((span) => (
          <Button
            key={span.label}
            size="small"
            onPress={() => {
              const [from, to] = daysOf(span, today);
              change({ dateFrom: from, dateTo: to });
            }}
          >
            {span.label}
          </Button>
        ))}
      </div>
      <div className="choice-pair">
        <DayField
          label="From"
          day={dateFrom}
          onDay={(day) => {
            change({ dateFrom: day });
          }}
        />
        <DayField
          label="To"
          day={dateTo}
          onDay={(day) => {
            change({ dateTo: day });
          }}
        />
      </div>
    </div>
  );
}

/** The browser's own field for a day, which knows the reader's calendar. A day half typed is no day yet. */
function DayField({ label, day, onDay }: { label: string; day: string | null; onDay: (day: string | null) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={label}
      type="date"
      value={typed ?? day ?? ''}
      onChange={(text) => {
        setTyped(text);
        if (text === '' || isDay(text)) onDay(text === '' ? null : text);
      }}
      onBlur={() => {
        setTyped(null);
      }}
    />
  );
}

const WAYS = [
  { value: 'any', label: 'In and out' },
  { value: 'out', label: 'Money out' },
  { value: 'in', label: 'Money in' },
] as const;

export function AmountFields({ filters, change }: FieldsProps) {
  const { direction, amountFrom, amountTo } = filters;
  return (
    <div className="choice-group">
      <RadioGroup
        className="choice-group"
        value={direction ?? 'any'}
        onChange={(value) => {
          // An amount of either way can't be asked for; it goes with the way.
          if (value === 'in' || value === 'out') change({ direction: value });
          else change({ direction: null, amountFrom: null, amountTo: null });
        }}
      >
        <Label className="field-label">Direction</Label>
        {WAYS.map(({ value, label }) => (
          <Choice key={value} value={value} label={label} />
        ))}
      </RadioGroup>
      <div className="choice-pair">
        <AmountField
          label="From"
          amount={amountFrom}
          onAmount={(amount) => {
            change({ amountFrom: amount, direction: direction ?? 'out' });
          }}
        />
        <AmountField
          label="To"
          amount={amountTo}
          onAmount={(amount) => {
            change({ amountTo: amount, direction: direction ?? 'out' });
          }}
        />
      </div>
    </div>
  );
}

function AmountField({ label, amount, onAmount }: { label: string; amount: string | null; onAmount: (amount: string | null) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed.trim() !== '' && parseTyped(typed) === null;
  return (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? (amount === null ? '' : formatTyped(amount))}
      isInvalid={isWrong}
      {...(isWrong && { hint: 'An amount, as 12.50' })}
      onChange={(text) => {
        setTyped(text);
        const read = text.trim() === '' ? null : parseTyped(text);
        if (read !== null || text.trim() === '') onAmount(read);
      }}
      onBlur={() => {
        if (!isWrong) setTyped(null);
      }}
    />
  );
}

export function CategoryFields({ categories, filters, change }: FieldsProps & { categories: CategoriesQuery['categories'] | undefined }) {
  const field = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={field}>
        Category
      </label>
      <select
        id={field}
        className="field-input"
        value={filters.categoryId ?? ''}
        onChange={({ target }) => {
          change({ categoryId: target.value === '' ? null : target.value });
        }}
      >
        <option value="">All categories</option>
        <CategoryOptions categories={categories} chosen={null} />
      </select>
    </div>
  );
}

const STATES = [
  { value: 'any', label: 'Pending and posted' },
  { value: 'pending', label: 'Pending' },
  { value: 'posted', label: 'Posted' },
] as const;

export function StatusFields({ filters, change }: FieldsProps) {
  return (
    <RadioGroup
      className="choice-group"
      value={filters.status ?? 'any'}
      onChange={(value) => {
        change({ status: value === 'pending' || value === 'posted' ? value : null });
      }}
    >
      <Label className="field-label">Status</Label>
      {STATES.map(({ value, label }) => (
        <Choice key={value} value={value} label={label} />
      ))}
    </RadioGroup>
  );
}

function Choice({ value, label }: { value: string; label: string }) {
  return (
    <RadioField value={value}>
      <RadioButton className="choice">
        <span className="choice-box choice-round" aria-hidden="true" />
        {label}
      </RadioButton>
    </RadioField>
  );
}
