// A menu in <details class="drop">: Escape and a click elsewhere shut it.
export default function menu(element: HTMLElement): void {
  const details = element as HTMLDetailsElement;
  document.addEventListener("click", (event) => {
    if (details.open && !details.contains(event.target as Node)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  });
}
