// Arrow keys in a table of cells: data-module="grid" on the table, tabindex on the cells that can be entered.
// Enter follows the cell's own link or button, Shift+Enter its link even where a click only peeks: data-peek="/…/0/" with
// data-drawer="#id" on the table shows a case (the number in the link, in the place of 0) in the drawer instead of leaving the page.
import htmx from "htmx.org";

export default function grid(element: HTMLElement): void {
  const cells = () => [...element.querySelectorAll<HTMLElement>("td[tabindex]")];
  const step = (from: HTMLElement, rows: number, columns: number): HTMLElement | undefined => {
    const row = from.parentElement as HTMLTableRowElement;
    if (columns) {
      const inRow = [...row.querySelectorAll<HTMLElement>("td[tabindex]")];
      return inRow[inRow.indexOf(from) + columns];
    }
    const index = (from as HTMLTableCellElement).cellIndex;
    let next = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (next) {
      const cell = (next as HTMLTableRowElement).cells[index];
      if (cell?.hasAttribute("tabindex")) return cell;
      next = rows > 0 ? next.nextElementSibling : next.previousElementSibling;
    }
    return undefined;
  };
  // one cell can be reached by Tab; a swap that kept the table may have taken that away
  const reachable = () => {
    const found = cells();
    if (found.length && !found.some((cell) => cell.tabIndex === 0)) (found.find((cell) => cell.classList.contains("sel")) ?? found[0]!).tabIndex = 0;
  };
  reachable();
  document.addEventListener("htmx:after:swap", reachable);
  const choose = (cell: HTMLElement) => {
    for (const other of cells()) {
      other.tabIndex = other === cell ? 0 : -1;
      other.classList.toggle("sel", other === cell);
    }
  };
  element.addEventListener("click", (event) => {
    const cell = (event.target as Element).closest<HTMLElement>("td[tabindex]");
    if (!cell) return;
    choose(cell);
    const link = (event.target as Element).closest<HTMLAnchorElement>("a") ?? cell.querySelector("a");
    const number = /^\/cases\/(\d+)\/$/.exec(link?.getAttribute("href") ?? "")?.[1];
    if (!number || !element.dataset.peek || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = element.dataset.peek.replace("/0/", `/${number}/`);
    void htmx.ajax("GET", address, { target: element.dataset.drawer ?? "", swap: "innerHTML" });
  });
  const moves: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  element.addEventListener("keydown", (event) => {
    const here = (event.target as Element).closest<HTMLElement>("td[tabindex]");
    if (!here) return;
    const move = moves[event.key];
    if (move) {
      const next = step(here, ...move);
      if (!next) return;
      event.preventDefault();
      for (const cell of cells()) cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const whole = here.dataset.case ?? here.querySelector("a")?.href;
      if (event.shiftKey && whole) location.href = whole;
      else (here.querySelector<HTMLElement>("a, button") ?? here).click();
    }
  });
}
