// One registry: name -> what to do with an element. Each element is attached once.
export type Behaviour = (element: HTMLElement) => void;

const known = new Map<string, { selector: string; run: Behaviour }>();
const done = new WeakMap<Element, Set<string>>();

export function register(name: string, run: Behaviour, selector = `[data-module~="${name}"]`): void {
  known.set(name, { selector, run });
}

export function attach(root: ParentNode): void {
  for (const [name, { selector, run }] of known) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      const names = done.get(element) ?? new Set<string>();
      if (names.has(name)) continue;
      names.add(name);
      done.set(element, names);
      run(element);
    }
  }
}
