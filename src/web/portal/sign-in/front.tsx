import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { viewTitle } from '../session/sessions.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';

/** A page before anybody is signed in: one card in the middle. */
export function Front({ title, text, children }: { title: string; text?: string; children: ComponentChildren }) {
  useEffect(() => {
    viewTitle.value = title;
  }, [title]);
  return (
    <main class="front">
      <section class="card narrow" aria-labelledby="front-title">
        <div class="emblem">
          <Icon name="logo" />
        </div>
        <h1 id="front-title">{title}</h1>
        {text && <p class="lead">{text}</p>}
        {children}
      </section>
      <p class="mark">{STRINGS.product}</p>
    </main>
  );
}
