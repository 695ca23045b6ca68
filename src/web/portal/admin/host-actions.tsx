import { useState } from 'preact/hooks';
import { problemOf } from '../core/api.js';
import { may } from '../core/me.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { capitalized, STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { type HostStatus, operateHost } from './host-status.js';
import { patchResource } from './resources.js';

const TEXT = STRINGS.admin.hosts;

/** What can be done with a host now. */
export function HostActions({ host, onChange }: { host: HostStatus; onChange: () => void }) {
  const [stopping, setStopping] = useState(false);
  const { name, drain, power } = host;
  const run = (work: () => Promise<void>): void => {
    withStepUp(work)
      .then(() => announce(TEXT.asked(name)))
      .catch((error: unknown) => announce(capitalized(problemOf(error).detail ?? problemOf(error).title)))
      .finally(onChange);
  };
  const off = power === 'stopped' || power === 'deallocated';
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons of a table's row are no fieldset
    <div class="actions row-actions" role="group" aria-label={TEXT.actionsOf(name)}>
      {may('session-host.operate') && (
        <>
          <button type="button" class="small plain" onClick={() => run(() => operateHost(name, 'check'))}>
            {TEXT.check}
          </button>
          {off ? (
            <button type="button" class="small plain" onClick={() => run(() => operateHost(name, 'start'))}>
              {TEXT.start}
            </button>
          ) : (
            <button type="button" class="small plain danger" onClick={() => setStopping(true)}>
              {TEXT.stop}
            </button>
          )}
        </>
      )}
      {may('session-host.write') && (
        <button
          type="button"
          class="small plain"
          onClick={() => run(() => patchResource('session-hosts', name, { drain: !drain }))}
        >
          {drain ? TEXT.undrain : TEXT.drain}
        </button>
      )}
      {stopping && (
        <Confirm
          title={TEXT.stop}
          text={TEXT.stopSure(name)}
          action={TEXT.stop}
          danger
          onConfirm={() => run(() => operateHost(name, 'stop'))}
          onClose={() => setStopping(false)}
        />
      )}
    </div>
  );
}
