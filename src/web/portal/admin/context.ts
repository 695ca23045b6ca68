import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Description } from './document.js';

export const DescriptionContext = createContext<Description | undefined>(undefined);

/** What the gateway says about itself. */
export function useDescription(): Description {
  const description = useContext(DescriptionContext);
  if (!description) throw new Error('outside the administrator view');
  return description;
}
