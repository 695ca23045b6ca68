import { go, to } from '../core/router.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { TileIcon } from '../ui/tile-icon.js';
import { activeKey, closeSession, type Tab, tabs } from './sessions.js';

/** The sessions that are open, to go from one to another. */
export function TabStrip() {
  if (tabs.value.length === 0) return null;
  return (
    <nav class="tabs" aria-label={STRINGS.tabs.label}>
      <ul>
        {tabs.value.map((tab) => (
          <li key={tab.key}>
            <SessionTab tab={tab} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SessionTab({ tab }: { tab: Tab }) {
  const { key, title, icon, state } = tab;
  const current = activeKey.value === key;
  return (
    <span class="tab" data-current={current || undefined} data-state={state}>
      <a
        href={to('session', key)}
        aria-current={current ? 'page' : undefined}
        title={STRINGS.tabs.hint(title)}
        onClick={(event) => {
          event.preventDefault();
          go(to('session', key));
        }}
      >
        <TileIcon name={title} icon={icon} />
        <span>{title}</span>
      </a>
      <button
        type="button"
        aria-label={STRINGS.tabs.close(title)}
        title={STRINGS.tabs.close(title)}
        onClick={() => closeSession(key)}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
