/** 24×24 outlines, drawn for this client. */
const PATHS = {
  chevron: 'M7 10l5 5 5-5',
  fit: 'M4 9V5h4M20 9V5h-4M4 15v4h4M20 15v4h-4M9 9.5h6v5H9z',
  actual: 'M6 7.5L8 6v12M17 7.5L19 6v12M13 9.5v.01M13 14.5v.01',
  fullScreen: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  leaveFullScreen: 'M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5',
  keys: 'M5 5h14a2 2 0 012 2v10a2 2 0 01-2 2H5a2 2 0 01-2-2V7a2 2 0 012-2zM7 9.5v.01M10.3 9.5v.01M13.7 9.5v.01M17 9.5v.01M7 12.5v.01M10.3 12.5v.01M13.7 12.5v.01M17 12.5v.01M8.5 15.7h7',
  keyboard:
    'M6 4h12a2 2 0 012 2v6a2 2 0 01-2 2H6a2 2 0 01-2-2V6a2 2 0 012-2zM7.5 7.5v.01M12 7.5v.01M16.5 7.5v.01M9 10.7h6M9 18l3 3 3-3',
  stats: 'M4 18l4.5-6 4 3.5L20 6M20 6h-4.5M20 6v4.5',
  settings: 'M4 7h9M17 7h3M15 4.8v4.4M4 12h3M11 12h9M9 9.8v4.4M4 17h8M16 17h4M14 14.8v4.4',
  disconnect: 'M12 4v8M7.5 6.7a7 7 0 109 0',
  eye: 'M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12zM12 9.3a2.7 2.7 0 110 5.4 2.7 2.7 0 010-5.4z',
  eyeOff:
    'M4 4l16 16M9.8 6.1A9 9 0 0112 5.8c6 0 9.5 6.2 9.5 6.2a17 17 0 01-3 3.6M6.3 7.7A17 17 0 002.5 12S6 18.2 12 18.2a9.3 9.3 0 004-.9M10 10.2a2.7 2.7 0 003.8 3.8',
  warning: 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.01',
  shield: 'M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM12 8.5v4M12 15.5v.01',
  unplugged: 'M4 20l3.5-3.5M6 13l5 5 2-2-5-5zM13 6l5 5-2 2M13 6l-2 2M16.5 7.5L20 4M10.5 13.5l1.5-1.5',
  key: 'M14.5 4a5.5 5.5 0 11-4.9 8L4 17.5V20h3.5v-2H9.5v-2h2l1.3-1.3A5.5 5.5 0 0114.5 4zM16 8v.01',
  window: 'M8 4h10a2 2 0 012 2v8M6 8h8a2 2 0 012 2v8a2 2 0 01-2 2H6a2 2 0 01-2-2v-8a2 2 0 012-2zM4 12h12',
  done: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  return drawing([PATHS[name]], 'icon');
}

/** Three waves, one below the other: what a sluice lets through. */
export function logo(): SVGSVGElement {
  return drawing(
    [6.5, 12, 17.5].map((y) => `M4 ${y}c2.7-2.6 5.3-2.6 8 0s5.3 2.6 8 0`),
    'logo',
  );
}

function drawing(paths: readonly string[], className: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  for (const path of paths) {
    const shape = document.createElementNS(SVG, 'path');
    shape.setAttribute('d', path);
    svg.append(shape);
  }
  return svg;
}
