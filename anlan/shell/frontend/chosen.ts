// Shows in its head what was chosen inside: <details data-module="chosen"><summary><b data-title>…<span data-more>…</summary>
// … <input type="radio" data-title="3号楼" data-more="保管人 孙玉兰">. A choice shuts it; a text written instead unchecks the choice.
export default function chosen(element: HTMLElement): void {
  const title = element.querySelector<HTMLElement>("summary [data-title]");
  const more = element.querySelector<HTMLElement>("summary [data-more]");
  const tell = (input: HTMLInputElement | null, shut: boolean) => {
    if (!input || !title) return;
    title.textContent = input.dataset.title ?? "";
    if (more) more.textContent = input.dataset.more ?? "";
    if (shut && element instanceof HTMLDetailsElement) element.open = false;
  };
  element.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.type === "radio") {
      const written = element.querySelector<HTMLInputElement>("input[name=where]");
      if (written && !input.dataset.open) written.value = "";
      tell(input, event.isTrusted && !input.dataset.open);
      if (input.dataset.open && event.isTrusted) written?.focus();
    }
  });
  element.addEventListener("input", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.name !== "where" || !title) return;
    const kept = element.querySelector<HTMLInputElement>("input[type=radio][data-open]:checked");
    if (kept) {
      if (more) more.textContent = input.value;
      return;
    }
    for (const radio of element.querySelectorAll<HTMLInputElement>("input[type=radio]:checked")) radio.checked = false;
    title.textContent = input.value;
    if (more) more.textContent = "";
  });
  // a row that came chosen from the server: the place of a scanned code
  element.addEventListener("htmx:after:process", () => tell(element.querySelector<HTMLInputElement>("input[type=radio]:checked"), false));
  const first = [title?.textContent ?? "", more?.textContent ?? ""];
  element.closest("form")?.addEventListener("reset", () => {
    if (title) title.textContent = first[0] ?? "";
    if (more) more.textContent = first[1] ?? "";
  });
  const now = element.querySelector<HTMLInputElement>("input[type=radio]:checked");
  if (now && !element.hasAttribute("open")) return;
  tell(now, false);
}
