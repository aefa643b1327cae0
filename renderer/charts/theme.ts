import { createSubscriber } from 'svelte/reactivity';

/** The CSS tokens as a canvas needs them. One object stands for one theme: each variable is read once, on first use. */
export class ChartTheme {
  private readonly style: CSSStyleDeclaration;
  private readonly read = new Map<string, string>();
  private readonly patterns = new Map<string, CanvasPattern | string>();

  constructor(style: CSSStyleDeclaration) {
    this.style = style;
  }

  /** The value of a custom property, as `colour('--tx-1')`. */
  colour(token: string): string {
    let value = this.read.get(token);
    if (value === undefined) {
      value = this.style.getPropertyValue(token).trim();
      this.read.set(token, value);
    }
    return value;
  }

  /** A canvas font of the interface face, or of the mono one (ids, MICs). */
  font(weight = 450, size = 10, mono = false): string {
    return `${weight} ${size}px ${this.colour(mono ? '--font-mono' : '--font-ui') || 'system-ui, sans-serif'}`;
  }

  /** Diagonal lines in a token's colour: dark pools, which hide their size. */
  hatch(token: string): CanvasPattern | string {
    let pattern = this.patterns.get(token);
    if (pattern === undefined) {
      pattern = hatching(this.colour(token)) ?? this.colour(token);
      this.patterns.set(token, pattern);
    }
    return pattern;
  }
}

let current: ChartTheme | undefined;

const subscribe = createSubscriber((update) => {
  let live = true;
  const renew = () => {
    if (!live) return;
    current = undefined;
    update();
  };
  const watch = new MutationObserver(renew);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  // A canvas keeps the fallback face it was drawn in, so it is drawn again once the fonts are there.
  void document.fonts?.ready.then(renew);
  return () => {
    live = false;
    watch.disconnect();
    current = undefined;
  };
});

/** The theme as it stands. Read inside an effect, the effect runs again when the theme changes. */
export function chartTheme(): ChartTheme {
  subscribe();
  current ??= new ChartTheme(getComputedStyle(document.documentElement));
  return current;
}

function hatching(colour: string): CanvasPattern | undefined {
  const tile = document.createElement('canvas');
  tile.width = 5;
  tile.height = 5;
  const g = tile.getContext('2d');
  if (!g) return undefined;
  g.strokeStyle = colour;
  g.lineWidth = 1.3;
  g.beginPath();
  for (const [x0, y0, x1, y1] of [
    [-1, 6, 6, -1],
    [-1, 1, 1, -1],
    [4, 6, 6, 4],
  ] as const) {
    g.moveTo(x0, y0);
    g.lineTo(x1, y1);
  }
  g.stroke();
  return g.createPattern(tile, 'repeat') ?? undefined;
}
