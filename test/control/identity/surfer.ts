/** A browser over HTTP: keeps cookies by host and port, follows redirects, sends forms. */

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

const MOST_REDIRECTS = 12;

export class Surfer {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Goes there, and where that leads. */
  async visit(address: string, init: RequestInit = {}): Promise<Page> {
    let url = new URL(address);
    let how = init;
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      const response = await this.request(url.href, how);
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, text: await response.text() };
      await response.body?.cancel();
      url = new URL(location, url);
      how = {};
    }
    throw new Error('redirects without end');
  }

  async request(address: string, init: RequestInit = {}): Promise<Response> {
    const { host, origin } = new URL(address);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      ...(init.headers as object),
      ...(init.method === 'POST' ? { origin } : {}),
      ...(cookie ? { cookie } : {}),
    };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      const ends = /max-age=0|expires=thu, 01 jan 1970/i.test(line);
      if (ends) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Sends the form of a page with its hidden fields and these. */
  submit({ url, text }: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = /<form[^>]*action="([^"]+)"/.exec(text)![1];
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
      ...fields,
    });
    return this.visit(new URL(action, url).href, { method: 'POST', body });
  }
}
