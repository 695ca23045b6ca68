import { KINDS, type KindName } from '../../control/resources/kinds.js';
import type { ApiClient } from './client.js';

/** A resource as the gateway answers with it. */
export interface ShownResource {
  readonly kind: string;
  readonly name: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** All resources of a kind, page by page. */
export async function* everyResource(
  client: ApiClient,
  kind: KindName,
  query: URLSearchParams,
): AsyncGenerator<ShownResource> {
  const asked = new URLSearchParams(query);
  asked.set('limit', '500');
  for (;;) {
    const { body } = await client.ask('GET', `/${KINDS[kind].plural}?${asked}`);
    yield* body.items;
    if (body.next === undefined) return;
    asked.set('after', body.next);
  }
}
