/** The switch between light, dark and the system's choice. */
import './themeSwitch.css';
import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Icon, type IconName } from '../ui/Icon';
import { chooseTheme, storedTheme, THEMES, type Theme } from './theme';

const SIGNS: Record<Theme, { icon: IconName; label: string }> = {
  system: { icon: 'screen', label: 'As the system' },
  light: { icon: 'sun', label: 'Light' },
  dark: { icon: 'moon', label: 'Dark' },
};

export function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <ToggleButtonGroup
      className="theme-switch"
      aria-label="Colours"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[theme]}
      onSelectionChange={(keys) => {
        const chosen = THEMES.find((each) => keys.has(each));
        if (chosen === undefined) return;
        chooseTheme(chosen);
        setTheme(chosen);
      }}
    >
      {THEMES.map((each) => (
        <ToggleButton key={each} id={each} className="theme-choice" aria-label={SIGNS[each].label}>
          <Icon name={SIGNS[each].icon} size={18} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
