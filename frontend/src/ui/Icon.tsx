/** The few signs of the app, drawn with one pen. They decorate a text that says the same; none stands alone. */

const PATHS = {
  overview: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9',
  accounts: 'M3.5 7.5h17v11h-17zM3.5 11h17M7 15h3',
  transactions: 'M5 7h14M5 12h14M5 17h9',
  banks: 'M4 9.5 12 5l8 4.5zM6 10v7M10 10v7M14 10v7M18 10v7M4 18.5h16',
  settings: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  playground: 'm8.5 8-4 4 4 4M15.5 8l4 4-4 4',
  alert: 'M12 4.5 20.5 19h-17zM12 10v4M12 16.4v.1',
  info: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 11v5M12 8v.1',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.8',
  check: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM8.5 12.2l2.4 2.4 4.6-4.8',
  plus: 'M12 5v14M5 12h14',
  close: 'm6 6 12 12M18 6 6 18',
  chevron: 'm9 6 6 6-6 6',
  chevronDown: 'm6 9 6 6 6-6',
  person: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 19.5c1.4-3 4-4.5 7-4.5s5.6 1.5 7 4.5',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3.5v1.5M12 19v1.5M3.5 12H5M19 12h1.5M6 6l1 1M17 17l1 1M18 6l-1 1M7 17l-1 1',
  moon: 'M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5z',
  screen: 'M4 5.5h16v10H4zM9 19h6M12 15.5V19',
  arrowUp: 'M12 19V5M6.5 10.5 12 5l5.5 5.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20 20',
  edit: 'M5 19l.8-3.6L16 5.2a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4L8.6 18.2z',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  refresh: 'M19 12a7 7 0 1 1-2.2-5.1M19 4.5V9h-4.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
