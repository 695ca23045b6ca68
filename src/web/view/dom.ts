type Child = Node | string | undefined;
type Value = string | number | boolean | undefined | ((event: never) => void);

/**
 * Makes an element. Functions become listeners of the event that the name says after `on`; true and false set or leave
 * out an attribute; everything else is an attribute's text. No HTML is ever parsed from strings.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== undefined) element.setAttribute(key, String(value));
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}
