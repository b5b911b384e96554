// A grid of inputs, units down, columns across: data-module="pastegrid" data-url="/…/cells/" on the table, data-case on its rows,
// data-key on its inputs. A changed cell is sent by itself; a block pasted from a sheet is sent from the cell it is pasted into, and
// the server's grid comes back: all of it kept, or nothing, with every bad cell marked. Arrow keys and Enter move.
import htmx from "htmx.org";

export default function pastegrid(element: HTMLElement): void {
  const inputs = (row: Element) => [...row.querySelectorAll<HTMLInputElement>("input[data-key]")];
  const send = (input: HTMLInputElement, text: string) => {
    const row = input.closest<HTMLElement>("tr[data-case]");
    const values = { case: row?.dataset.case ?? "", key: input.dataset.key ?? "", text, open: element.dataset.open ?? "" };
    void htmx.ajax("POST", element.dataset.url ?? "", { target: "#grid", swap: "outerMorph", values });
  };
  element.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.dataset.key) send(input, input.value);
  });
  element.addEventListener("paste", (event) => {
    const input = event.target as HTMLInputElement;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input.dataset.key || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    send(input, text);
  });
  const move = (input: HTMLInputElement, rows: number, columns: number) => {
    const row = input.closest("tr");
    const place = row ? inputs(row).indexOf(input) : -1;
    const next = rows > 0 ? row?.nextElementSibling : rows < 0 ? row?.previousElementSibling : row;
    const found = next ? inputs(next)[place + columns] : undefined;
    found?.focus();
    found?.select();
  };
  element.addEventListener("keydown", (event) => {
    const input = event.target as HTMLInputElement;
    if (!input.dataset.key) return;
    if (event.key === "ArrowUp") move(input, -1, 0);
    else if (event.key === "ArrowDown" || event.key === "Enter") move(input, 1, 0);
    else return;
    event.preventDefault();
  });
}
