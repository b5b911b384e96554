// <details data-module="fold" data-fold="name" open>: shut on a phone until it is opened, and then open also after the page renewed itself.
const opened = new Set<string>();

export default function fold(element: HTMLElement): void {
  const details = element as HTMLDetailsElement;
  const name = element.dataset.fold ?? "";
  if (!matchMedia("(max-width: 759.98px)").matches) return;
  details.open = opened.has(name);
  details.addEventListener("toggle", () => (details.open ? opened.add(name) : opened.delete(name)));
}
