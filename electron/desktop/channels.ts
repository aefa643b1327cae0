/** Names of the messages between a window and the main process. */
export const IPC = {
  /** A page has loaded: its line begins. */
  open: 'fairway:open',
  toHost: 'fairway:to-host',
  toPage: 'fairway:to-page',
  /** So much of what was sent has been taken. */
  taken: 'fairway:taken',
} as const;

/** The built page's own scheme: a real origin, so that a strict policy, fonts and modules work as on the web. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'fairway';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;
