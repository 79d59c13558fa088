/** Where the owner says in their own words what a transaction is. What was typed is kept until the server has it. */
import { useId, useState, type SyntheticEvent } from 'react';
import { useQuery } from '@apollo/client/react';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { CATEGORIES, CategoryOptions } from './CategoryOptions';
import { useUpdateTransaction, type Words } from './useUpdateTransaction';

const NAME_CHARS_MAX = 200;
const NOTE_CHARS_MAX = 2000;

/** What the words are about. */
export interface Worded {
  id: string;
  name: string;
  bankName: string;
  note: string | null;
  category: { __typename?: 'Category'; id: string; name: string } | null;
  bankCategory: { __typename?: 'Category'; id: string; name: string } | null;
}

interface Draft {
  name: string;
  note: string;
  categoryId: string;
}

export function WordsForm({ transaction }: { transaction: Worded }) {
  const { id, name, bankName, note, category, bankCategory } = transaction;
  const { data } = useQuery(CATEGORIES);
  const update = useUpdateTransaction();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const categoryField = useId();
  const noteField = useId();
  const told: Draft = { name, note: note ?? '', categoryId: category?.id ?? '' };
  const words = draft ?? told;
  const isChanged = words.name.trim() !== told.name || words.note !== told.note || words.categoryId !== told.categoryId;
  const type = (part: Partial<Draft>) => {
    setIsSaved(false);
    setDraft({ ...words, ...part });
  };

  async function save(event: SyntheticEvent) {
    event.preventDefault();
    const own = words.name.trim();
    const isBanksName = own === '' || own === bankName;
    const isBanksCategory = words.categoryId === '' || words.categoryId === bankCategory?.id;
    const known = data?.categories.find((each) => each.id === words.categoryId);
    const said: Words = {
      said: { name: isBanksName ? null : own, note: words.note, categoryId: isBanksCategory ? null : words.categoryId },
      shown: {
        __typename: 'Transaction',
        id,
        name: isBanksName ? bankName : own,
        note: words.note === '' ? null : words.note,
        category: categoryOf(isBanksCategory ? bankCategory : (known ?? category)),
      },
    };
    setWrong(null);
    setDraft(null);
    const refused = await update(said);
    setIsSaved(refused === null);
    if (refused === null) return;
    setWrong(refused);
    setDraft(words);
  }

  return (
    <form className="form" aria-label="Your words" onSubmit={(event) => void save(event)}>
      {wrong !== null && (
        <Notice tone="alert" title="Not saved">
          {wrong}
        </Notice>
      )}
      <TextField
        label="Name"
        value={words.name}
        maxLength={NAME_CHARS_MAX}
        onChange={(typed) => {
          type({ name: typed });
        }}
        {...(words.name !== bankName && { hint: `The bank says: ${bankName}` })}
      />
      <div className="field">
        <label className="field-label" htmlFor={categoryField}>
          Category
        </label>
        <select
          id={categoryField}
          className="field-input"
          value={words.categoryId}
          onChange={(event) => {
            type({ categoryId: event.target.value });
          }}
        >
          <option value="">{bankCategory === null ? 'No category' : 'As the bank has it'}</option>
          <CategoryOptions categories={data?.categories} chosen={category} />
        </select>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={noteField}>
          Note
        </label>
        <textarea
          id={noteField}
          className="field-input"
          rows={3}
          maxLength={NOTE_CHARS_MAX}
          value={words.note}
          onChange={(event) => {
            type({ note: event.target.value });
          }}
        />
      </div>
      <div className="words-actions">
        <Button type="submit" size="small" voice={isChanged ? 'primary' : 'plain'} isDisabled={!isChanged}>
          Save
        </Button>
        {isChanged && (
          <Button
            size="small"
            voice="quiet"
            onPress={() => {
              setDraft(null);
              setWrong(null);
            }}
          >
            Discard
          </Button>
        )}
        <span className="quiet" role="status">
          {isSaved && !isChanged ? 'Saved' : ''}
        </span>
      </div>
    </form>
  );
}

function categoryOf(category: { id: string; name: string } | null) {
  return category === null ? null : { __typename: 'Category' as const, id: category.id, name: category.name };
}
