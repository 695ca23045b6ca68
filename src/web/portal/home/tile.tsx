import { ago } from '../core/times.js';
import { openSession, tabs } from '../session/sessions.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { TileIcon } from '../ui/tile-icon.js';
import type { Published } from './published.js';

const TEXT = STRINGS.home;

interface TileProps {
  readonly published: Published;
  readonly onFavourite: (published: Published) => void;
}

/** A desktop or an app: a click opens it, the star keeps it at hand. */
export function Tile({ published, onFavourite }: TileProps) {
  const { kind, name, displayName, description, icon, favourite, lastUsed, state } = published;
  const open = tabs.value.some((tab) => tab.kind === kind && tab.name === name);
  const unavailable = state === 'unavailable';
  const below = unavailable
    ? TEXT.unavailable
    : open
      ? TEXT.isOpen
      : description || (lastUsed === undefined ? TEXT.kinds[kind] : TEXT.usedAgo(ago(lastUsed)));
  return (
    <li class="tile" data-state={state} data-open={open || undefined}>
      <button type="button" class="open" disabled={unavailable} onClick={() => openSession(published)}>
        <TileIcon name={displayName} icon={icon} />
        <span class="words">
          <span class="name">{displayName}</span>
          <span class="below">{below}</span>
        </span>
      </button>
      <button
        type="button"
        class="star"
        aria-pressed={favourite}
        aria-label={favourite ? TEXT.unfavour(displayName) : TEXT.favour(displayName)}
        title={favourite ? TEXT.unfavour(displayName) : TEXT.favour(displayName)}
        onClick={() => onFavourite(published)}
      >
        <Icon name="star" />
      </button>
    </li>
  );
}
