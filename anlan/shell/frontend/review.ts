// Reviewing a notice without a mouse. Keys work while nothing is typed; the server answers with the whole review, morphed in, and this
// module puts focus, open folds and scroll back where they were. Offsets are told in code points, as the server counts them.
import htmx from "htmx.org";
import { hide, say, show } from "./strip";

const MOVES: Record<string, number> = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };
const points = (text: string): number => [...text].length;
const typing = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && (/^(TEXTAREA|SELECT)$/.test(target.tagName) || (target instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(target.type)));

export default function review(root: HTMLElement): void {
  const one = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector);
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const current = () => one<HTMLElement>("li.ob2");
  const button = (verb: string) => one<HTMLButtonElement>(`li.ob2 button[name=do][value=${verb}]`);
  const words = () => one<HTMLTextAreaElement>("li.ob2 textarea[name=text], li.ob2 textarea[name=words]");
  let cursor: number | null = null; // where the cursor stood in the words of the open row
  let picking = false;

  let going: string | undefined; // the row asked for and not there yet: quick presses walk on from it
  const open = (row: HTMLElement | undefined) => {
    const link = row?.querySelector<HTMLElement>("a.hit");
    if (!link) return;
    going = row?.dataset.ob;
    link.click();
  };
  const walk = (by: number) => {
    const rows = all("#lines > li[data-ob]");
    const here = rows.findIndex((row) => (going ? row.dataset.ob === going : row.classList.contains("ob2")));
    if (rows[here + by]?.classList.contains("ob2")) going = undefined;
    open(rows[here + by]);
  };
  const nextToLookAt = () => {
    const rows = all("#lines > li[data-ob]");
    const here = rows.findIndex((row) => row.classList.contains("ob2"));
    const turned = [...rows.slice(here + 1), ...rows.slice(0, here)];
    const found = turned.find((row) => row.classList.contains("ask"));
    if (found) open(found);
    else say(root.dataset.sayNone ?? "");
  };
  const write = () => {
    const field = words() ?? one<HTMLElement>("li.ob2 :is(input, textarea, select):not([type=hidden], [disabled])");
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(cursor ?? field.value.length, cursor ?? field.value.length);
  };

  // ── a selection of the original ──
  const place = (node: Node, offset: number): number | null => {
    const run = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-s]");
    if (!run || node.nodeType !== Node.TEXT_NODE) return null;
    return Number(run.dataset.s) + points((node.textContent ?? "").slice(0, offset));
  };
  const selected = (): [number, number] | null => {
    const chosen = getSelection();
    const article = one("#original");
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount || !article) return null;
    const range = chosen.getRangeAt(0);
    const runs = all("#original [data-s]").filter((run) => range.intersectsNode(run));
    const first = runs[0];
    const last = runs[runs.length - 1];
    if (!first || !last) return null;
    const start = place(range.startContainer, range.startOffset) ?? Number(first.dataset.s);
    const end = place(range.endContainer, range.endOffset) ?? Number(last.dataset.s) + points(last.textContent ?? "");
    return end > start ? [start, end] : null;
  };
  const leave = () => {
    picking = false;
    hide("pick");
  };
  const add = (start: number, end: number) => {
    leave();
    getSelection()?.removeAllRanges();
    const on = current()?.dataset.ob ?? "";
    void htmx.ajax("POST", root.dataset.add ?? "", { source: root, target: "#review", swap: "outerMorph", values: { start, end, on } });
  };
  const pick = (sentence: HTMLElement | undefined) => {
    if (!sentence) return;
    picking = true;
    sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ block: "nearest" });
  };
  const addLine = () => {
    const range = selected();
    if (range) return add(...range);
    showColumn("text");
    const sentences = all("#original .sen");
    const mark = current() ? one(`#original mark[data-ob="${current()?.dataset.ob}"]`) : null;
    const after = mark ? sentences.find((s) => mark.compareDocumentPosition(s) & Node.DOCUMENT_POSITION_FOLLOWING) : undefined;
    say(root.dataset.sayPick ?? "");
    show("pick", root.dataset.sayPick ?? "", "calm");
    pick(after ?? sentences[0]);
  };
  const picked = (key: string): boolean => {
    const here = document.activeElement as HTMLElement | null;
    const sentences = all("#original .sen");
    const index = here ? sentences.indexOf(here) : -1;
    if (!picking || index < 0) {
      leave();
      return false;
    }
    if (key in MOVES) pick(sentences[index + MOVES[key]!]);
    else if (key === "enter" || key === "n") {
      const start = Number(here!.dataset.s);
      add(start, start + points(here!.textContent ?? ""));
    } else if (key === "escape") {
      leave();
      focusRow();
    } else return false;
    return true;
  };

  // ── both sides together ──
  const hot = (id: string | undefined, from: "text" | "list") => {
    for (const element of all(".hot")) element.classList.remove("hot");
    if (!id) return;
    const row = one(`#ob-${id}`);
    const marks = all(`#original mark[data-ob="${id}"]`);
    for (const element of [row, ...marks]) element?.classList.add("hot");
    const other = from === "text" ? row : marks[0];
    if (other && other.offsetParent !== null && matchMedia("(min-width: 1100px)").matches) other.scrollIntoView({ block: "nearest" });
  };
  let timer = 0;
  for (const name of ["mouseover", "focusin"]) {
    root.addEventListener(name, (event) => {
      const target = event.target as Element;
      const side = target.closest("#original") ? "text" : target.closest("#lines") ? "list" : null;
      const id = target.closest<HTMLElement>("[data-ob]")?.dataset.ob;
      clearTimeout(timer);
      if (side) timer = window.setTimeout(() => hot(id, side), name === "focusin" ? 0 : 120);
    });
  }
  root.addEventListener("mouseleave", () => hot(undefined, "list"));

  // ── tabs below 1100 px ──
  const showColumn = (name: string) => {
    if (one("#cols")?.dataset.show !== name) one(`.cols-tabs [data-show=${name}]`)?.click();
  };
  const focusRow = () => {
    const row = current();
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  };

  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("#add-line")) return addLine();
    const mark = target.closest<HTMLElement>("#original mark");
    if (mark && !target.closest("a") && getSelection()?.isCollapsed !== false) {
      showColumn("list");
      open(one(`#ob-${mark.dataset.ob}`) ?? undefined);
    }
    const row = target.closest<HTMLElement>("#lines > li.ob");
    if (row && !target.closest("a, button, input, label")) open(row);
    if (target.closest("button[name=do][value=split]")) {
      const field = words();
      const at = field && (document.activeElement === field ? field.selectionStart : cursor);
      if (!field || at === null || at === undefined) {
        event.preventDefault();
        event.stopPropagation();
        write();
        return show("split", root.dataset.sayCursor ?? "", "calm");
      }
      const offset = field.form?.querySelector<HTMLInputElement>("input[name=offset]");
      if (offset) offset.value = String(points(field.value.slice(0, at)));
    }
  });
  root.addEventListener("focusout", (event) => {
    const field = event.target as HTMLTextAreaElement;
    if (field.name === "text" && field.tagName === "TEXTAREA") cursor = field.selectionStart;
  });
  root.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (!field.hasAttribute("data-nosave")) return;
    event.stopPropagation();
    const into = field.dataset.fill ? document.getElementById(field.dataset.fill) as HTMLTextAreaElement | null : null;
    if (into) into.value = field.value;
  }, true);

  const keys: Record<string, () => void> = {
    enter: () => button("confirm")?.click(), e: write, s: () => button("split")?.click(), m: () => button("merge")?.click(),
    x: () => (button("drop") ?? button("restore"))?.click(), n: addLine, u: () => one("#undo")?.click(), g: nextToLookAt,
    p: () => one("#to-preview")?.click(),
  };
  const press = (event: KeyboardEvent) => {
    if (!root.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const target = event.target as HTMLElement;
    if (picking && picked(key)) return event.preventDefault();
    if (typing(target)) {
      if (!root.contains(target)) return;
      if (key === "escape") {
        event.preventDefault();
        target.blur();
        focusRow();
      } else if (key === "enter" && !event.shiftKey && target instanceof HTMLTextAreaElement && target.name === "text") {
        event.preventDefault();
        button("confirm")?.click();
      } else if (key === "enter" && target.hasAttribute("data-nosave") && !(target instanceof HTMLTextAreaElement)) event.preventDefault();
      return;
    }
    if (key === "enter" && target !== document.body && target !== current()) return; // a button or link has the focus
    const by = key.startsWith("arrow") ? undefined : MOVES[key];
    if (by === undefined && !keys[key]) return;
    event.preventDefault();
    if (by !== undefined) walk(by);
    else keys[key]?.();
  };
  document.addEventListener("keydown", press);

  // ── what a swap would lose ──
  let kept: { folds: string[]; column?: string; row?: string } = { folds: [] };
  document.addEventListener("htmx:before:swap", () => {
    kept = { folds: all("details[data-keep][open]").map((d) => d.dataset.keep ?? ""), column: one("#cols")?.dataset.show, row: current()?.dataset.ob };
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: { response?: { status: number }; target?: Element } }>).detail;
    if (!root.isConnected || (ctx.target as Element | undefined)?.id !== "review") return;
    const row = current();
    if (row?.dataset.ob === going) going = undefined;
    const same = row?.dataset.ob === kept.row;
    if (!same) cursor = null;
    for (const fold of all(".nr-frame")) (fold as HTMLDetailsElement).open = kept.folds.includes("frame");
    for (const fold of all("li.ob2 details[data-keep]")) (fold as HTMLDetailsElement).open = same && kept.folds.includes(fold.dataset.keep ?? "");
    if (kept.column) one(`.cols-tabs [data-show=${kept.column}]`)?.click();
    if ((ctx.response?.status ?? 200) < 400) renew(row);
    if (root.dataset.said) say(root.dataset.said);
    if (root.dataset.focus === "row" || !document.activeElement || document.activeElement === document.body) focusRow();
    if (root.dataset.focus === "row") showColumn("list");
    if ((ctx.response?.status ?? 200) >= 400) one("#review-refused .errors")?.scrollIntoView({ block: "nearest" });
    const mark = one(`#original mark[data-ob="${row?.dataset.ob}"]`);
    if (mark?.offsetParent && matchMedia("(min-width: 1100px)").matches) mark.scrollIntoView({ block: "nearest" });
  });
  // the server's values hold, but not over what is being typed
  const renew = (row: HTMLElement | null) => {
    const active = document.activeElement;
    for (const field of row?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("input, textarea, select") ?? []) {
      if (field === active) continue;
      if (field instanceof HTMLSelectElement) {
        for (const option of field.options) option.selected = option.defaultSelected;
      } else if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) field.checked = field.defaultChecked;
      else if (!field.hasAttribute("data-nosave")) field.value = field.defaultValue;
    }
  };
  if (root.dataset.focus === "row") focusRow();
  const first = current();
  if (first && matchMedia("(min-width: 1100px)").matches) {
    first.scrollIntoView({ block: "nearest" });
    one(`#original mark[data-ob="${first.dataset.ob}"]`)?.scrollIntoView({ block: "center" });
  }
}
