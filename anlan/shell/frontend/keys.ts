// Keys for hands that stay on the keyboard: / search, J K move, Enter open, E act, ? the list. Never while typing.
// A row that can be walked carries data-row, or lies in a list or table with data-module="keys"; its link data-open (or the first link), its verb data-act (or the first button).
const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const ROWS = "[data-row], [data-module~=keys] > .it, [data-module~=keys] > tbody > tr";
const rows = () => [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.offsetParent !== null);
const here = () => rows().find((row) => row.classList.contains("here"));

function go(to: HTMLElement | undefined): void {
  if (!to) return;
  for (const row of rows()) row.classList.toggle("here", row === to);
  (to.querySelector<HTMLElement>("[data-open], a") ?? to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function move(by: number): void {
  const all = rows();
  const index = all.findIndex((row) => row.classList.contains("here"));
  go(all[Math.min(all.length - 1, Math.max(0, index < 0 ? 0 : index + by))]);
}

export function press(name: string): boolean {
  if (name === "/") {
    const search = [...document.querySelectorAll<HTMLInputElement>('input[data-key="/"]')].find((e) => e.offsetParent !== null);
    search?.focus();
    search?.select();
    return search !== undefined;
  }
  if (name === "?") {
    const dialog = document.getElementById("keys") as HTMLDialogElement | null;
    if (dialog && !dialog.open) dialog.showModal();
    return dialog !== null;
  }
  if (!rows().length) return false;
  if (name === "j" || name === "k") move(name === "j" ? 1 : -1);
  else if (name === "Enter") here()?.querySelector<HTMLElement>("[data-open], a")?.click();
  else if (name === "e") here()?.querySelector<HTMLElement>("[data-act], .btn, button")?.click();
  else return false;
  return true;
}

export default function keys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    // a page with keys of its own (reviewing a notice) takes them first
    if (document.querySelector("[data-keys=own]") && event.key !== "/" && event.key !== "?") return;
    if (event.key === "Enter" && event.target !== document.body) return;
    if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-key]");
    if (button) press(button.dataset.key ?? "");
  });
}
