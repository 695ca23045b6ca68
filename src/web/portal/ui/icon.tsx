/** 24×24 outlines, drawn for this client. */
const PATHS = {
  logo: 'M4 6.5c2.7-2.6 5.3-2.6 8 0s5.3 2.6 8 0M4 12c2.7-2.6 5.3-2.6 8 0s5.3 2.6 8 0M4 17.5c2.7-2.6 5.3-2.6 8 0s5.3 2.6 8 0',
  close: 'M7 7l10 10M17 7L7 17',
  search: 'M10.5 4.5a6 6 0 110 12 6 6 0 010-12zM15 15l5 5',
  star: 'M12 4.2l2.4 5 5.4.7-4 3.8 1 5.4-4.8-2.7-4.8 2.7 1-5.4-4-3.8 5.4-.7z',
  home: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  settings: 'M4 7h9M17 7h3M15 4.8v4.4M4 12h3M11 12h9M9 9.8v4.4M4 17h8M16 17h4M14 14.8v4.4',
  user: 'M12 4.5a3.7 3.7 0 110 7.4 3.7 3.7 0 010-7.4zM4.8 19.5c.6-3.2 3.4-5 7.2-5s6.6 1.8 7.2 5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  chevron: 'M7 10l5 5 5-5',
  warning: 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.01',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M9 7V5h6v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5',
  key: 'M14.5 4a5.5 5.5 0 11-4.9 8L4 17.5V20h3.5v-2h2v-2h2l1.3-1.3A5.5 5.5 0 0114.5 4zM16 8v.01',
  eye: 'M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12zM12 9.3a2.7 2.7 0 110 5.4 2.7 2.7 0 010-5.4z',
  refresh: 'M19 12a7 7 0 11-2.2-5.1M19 4v4h-4',
  power: 'M12 4v8M7.5 6.7a7 7 0 109 0',
  signOut: 'M14 5H6v14h8M10 12h10M17 9l3 3-3 3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
