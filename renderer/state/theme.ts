export type Theme = 'dark' | 'light';

const KEY = 'fairway.theme';

/** The theme of this window: the address says it first, then what was chosen last, then dark. */
export function storedTheme(): Theme {
  const asked = new URLSearchParams(window.location.search).get('theme');
  return (asked ?? window.localStorage.getItem(KEY)) === 'light' ? 'light' : 'dark';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function keepTheme(theme: Theme): void {
  window.localStorage.setItem(KEY, theme);
  applyTheme(theme);
}
