/** The search that follows the typing: what is typed reaches the address when the fingers rest for a moment. */
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Input, SearchField as AriaSearchField } from 'react-aria-components';
import { Icon } from '../../ui/Icon';

const REST_MS = 180;

export function SearchField({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const tell = (text: string) => {
    clearTimeout(timer.current);
    if (text !== search) onSearch(text);
  };
  return (
    <AriaSearchField
      className="search"
      aria-label="Search transactions"
      value={typed ?? search}
      maxLength={200}
      onChange={(text) => {
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          onSearch(text);
        }, REST_MS);
      }}
      onSubmit={tell}
      onBlur={() => {
        if (typed !== null) tell(typed);
        // From here on it shows what the address says, whoever changes that.
        setTyped(null);
      }}
    >
      <Icon name="search" size={18} />
      <Input className="search-input" placeholder="Search" />
      <AriaButton className="search-clear" aria-label="Clear the search">
        <Icon name="close" size={16} />
      </AriaButton>
    </AriaSearchField>
  );
}
