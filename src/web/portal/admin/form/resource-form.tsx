import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type ProblemBody, problemOf } from '../../core/api.js';
import { go, to } from '../../core/router.js';
import { withStepUp } from '../../sign-in/step-up-state.js';
import { STRINGS } from '../../strings.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { ConflictDialog } from '../conflict-dialog.js';
import { useDescription } from '../context.js';
import type { Kind, Schema } from '../document.js';
import { putResource, type Resource, type Spec } from '../resources.js';
import { issueAt } from './field-props.js';
import { Properties } from './group-field.js';
import { compact, initialValue } from './initial.js';

const TEXT = STRINGS.admin.kinds;
const NOTHING: readonly never[] = [];

interface ResourceFormProps {
  readonly kind: Kind;
  /** Undefined for a new one. */
  readonly resource: Resource | undefined;
  readonly readOnly: boolean;
  readonly onSaved: (resource: Resource) => void;
  readonly onReload?: () => void;
}

/** The form of a kind, made from what the gateway says about its fields. */
export function ResourceForm({ kind, resource, readOnly, onSaved, onReload }: ResourceFormProps) {
  const description = useDescription();
  const [name, setName] = useState(resource?.name ?? '');
  const [spec, setSpec] = useState<Spec>(() => {
    const resolve = (schema: Schema): Schema => description.resolve(schema);
    return resource?.spec ?? (initialValue(kind.schema, resolve) as Spec);
  });
  const [problem, setProblem] = useState<ProblemBody>();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const issues = problem?.issues ?? NOTHING;

  // What is wrong is where the person goes on.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .problem-note')?.focus();
  }, [problem]);

  const save = async (over: Parameters<typeof putResource>[2]['over']): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = compact(spec) as Spec;
      onSaved(await withStepUp(() => putResource(kind.plural, name.trim(), { spec: body, over })));
    } catch (error) {
      const lost = error instanceof ApiError && error.status === 412;
      if (lost && over !== 'nothing') setConflict(true);
      else setProblem(lost ? TEXT.taken : problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
      class="panel resource-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save(resource?.version ?? 'nothing');
      }}
    >
      {readOnly && <p>{TEXT.readOnly}</p>}
      {problem && <ProblemNote problem={problem} />}
      {!resource && (
        <TextField
          label={TEXT.name}
          hint={TEXT.nameHint}
          value={name}
          onInput={setName}
          problem={issueAt(issues, 'name')}
          autoCapitalize="none"
          autoComplete="off"
          spellcheck={false}
          maxLength={128}
          required
          autoFocus
        />
      )}
      <Properties
        schema={kind.schema}
        label=""
        path=""
        value={spec}
        required
        readOnly={readOnly}
        issues={issues}
        secrets={resource?.secrets ?? NOTHING}
        onChange={(next) => setSpec(next as Spec)}
      />
      {!readOnly && (
        <div class="actions form-actions">
          <button type="submit" class="primary" disabled={busy}>
            {resource ? STRINGS.save : STRINGS.create}
          </button>
          <button type="button" class="quiet" onClick={() => go(to('admin', kind.plural))}>
            {STRINGS.cancel}
          </button>
        </div>
      )}
      {conflict && (
        <ConflictDialog
          onClose={() => setConflict(false)}
          onReload={() => onReload?.()}
          onOverwrite={() => void save('any')}
        />
      )}
    </form>
  );
}
