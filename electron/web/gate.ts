import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const COOKIE = 'fairway';

export type Admission =
  | { readonly admitted: true /** Set on the first visit: the cookie to hand out. */; readonly cookie?: string }
  | { readonly admitted: false; readonly status: 401 | 403; readonly text: string };

/**
 * Who may come in. Loopback alone is no protection: any page in the same browser can reach it, and any name can resolve to it. So a
 * visitor must name this very address (no DNS rebinding), come from this page or from nowhere (no foreign origin), and hold a secret:
 * once the token of the printed address, from then on the cookie that it was exchanged for.
 */
export class Gate {
  /** Part of the printed address; good for one visit. */
  readonly token = secret();
  readonly #session = secret();
  #spent = false;
  /** Set once it is known. */
  port = 0;

  /** A page or one of its files; `token` is what the address carried, if anything. */
  visit(headers: IncomingHttpHeaders, token: string | null): Admission {
    const place = this.#place(headers);
    if (place) return place;
    if (this.#holdsCookie(headers)) return { admitted: true };
    if (token === null) return refused(401, 'Open the address that Fairway printed: this one lacks its token.');
    if (!same(token, this.token)) return refused(401, 'This token is not the one that Fairway printed.');
    if (this.#spent) return refused(401, 'This token has been used. Start Fairway again for a new address.');
    this.#spent = true;
    return { admitted: true, cookie: `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/` };
  }

  /** The upgrade to a WebSocket: browsers send its Origin always, and do not hold it to the same-origin rule. */
  connect(headers: IncomingHttpHeaders): Admission {
    const place = this.#place(headers);
    if (place) return place;
    if (headers.origin === undefined) return refused(403, 'A connection without an Origin is not from the desk.');
    return this.#holdsCookie(headers) ? { admitted: true } : refused(401, 'A connection needs the cookie of a visited page.');
  }

  /** Cookies know no ports: two desks on one machine must not take each other's away. */
  get #cookieName(): string {
    return `${COOKIE}-${this.port}`;
  }

  #place(headers: IncomingHttpHeaders): Admission | undefined {
    const hosts = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!headers.host || !hosts.includes(headers.host)) return refused(403, `Host ${headers.host ?? '(none)'} is not this desk.`);
    if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
      return refused(403, `Origin ${headers.origin} is not this desk.`);
    return undefined;
  }

  #holdsCookie(headers: IncomingHttpHeaders): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return cookies.some((pair) => same(pair, `${this.#cookieName}=${this.#session}`));
  }
}

function refused(status: 401 | 403, text: string): Admission {
  return { admitted: false, status, text };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
