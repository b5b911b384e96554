// Arrow keys in a table of cells: data-module="grid" on the table, tabindex on the cells that can be entered.
// Enter follows the cell's own link or button, Shift+Enter the one in data-case.
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
    if (cell) choose(cell);
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
      if (event.shiftKey && here.dataset.case) location.href = here.dataset.case;
      else (here.querySelector<HTMLElement>("a, button") ?? here).click();
    }
  });
}
