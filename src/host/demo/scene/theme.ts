/** Colours that windows share. */
export const THEME = {
  window: 0xf7f9fb,
  titleActive: 0xffffff,
  titleIdle: 0xeaeff3,
  border: 0x9fb2bf,
  text: 0x1b2733,
  muted: 0x6a7a88,
  faint: 0xd8e0e6,
  accent: 0x1686a3,
  accentLight: 0xd5edf2,
  on: 0x2fb477,
  field: 0xffffff,
  taskbar: 0x0a1a2c,
  taskbarText: 0xdcebf2,
  terminal: 0x0f1b26,
  terminalText: 0xc9d7df,
} as const;
