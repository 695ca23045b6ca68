import type { ProblemBody } from '../core/api.js';
import { capitalized } from '../strings.js';
import { Icon } from './icon.js';

/** What went wrong and what can be done about it. */
export function ProblemNote({ problem }: { problem: ProblemBody }) {
  const { code, title, detail, advice, issues = [], activityId } = problem;
  const said = detail && detail.toLowerCase() !== title.toLowerCase() ? detail : title;
  return (
    <div class="problem-note" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{capitalized(said)}</strong>
        {advice && <p>{advice}</p>}
        {issues.length > 0 && (
          <ul>
            {issues.map(({ path, message }) => (
              <li key={path}>
                {path && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        <p class="code">{[code, activityId].filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  );
}
