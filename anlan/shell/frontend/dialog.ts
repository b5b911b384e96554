// A lasting verb says its effect first: <button data-confirm="派给 68 个单位，派出后只能撤回，不能改没" data-yes="派出去">.
import { words } from "./words";

function ask(sentence: string, yes: string, danger: boolean): Promise<boolean> {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.className = "pre";
  text.textContent = sentence;
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "ends";
  for (const [value, label, css] of [["no", words("no"), "btn"], ["yes", yes, danger ? "btn d" : "btn p"]] as const) {
    const button = document.createElement("button");
    button.value = value;
    button.className = css;
    button.textContent = label;
    form.append(button);
  }
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

const said = new WeakSet<Element>();

export default function confirmation(): void {
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest?.<HTMLElement>("[data-dialog]");
    if (opener) {
      event.preventDefault();
      (document.getElementById(opener.dataset.dialog ?? "") as HTMLDialogElement | null)?.showModal();
      return;
    }
    const button = (event.target as Element).closest?.<HTMLElement>("[data-confirm]");
    if (!button || said.delete(button)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = button.closest("form");
    if (form && !form.reportValidity()) return;
    const yes = button.dataset.yes || button.textContent?.trim() || words("yes");
    void ask(button.dataset.confirm ?? "", yes, button.classList.contains("d")).then((agreed) => {
      if (!agreed) return;
      said.add(button);
      button.click();
    });
  }, true);
}
