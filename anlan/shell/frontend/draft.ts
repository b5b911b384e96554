// <form data-draft="name">: every field, the nonce too, is kept on the device while it is filled, given back after a lost page, cleared
// when the server has taken it: it then sets the cookie draft-done to the name. A field with data-unkept is not kept: what was chosen on
// the page before stands in the name of the draft.
import { show } from "./strip";
import { meta, words } from "./words";

const REFUSED = ".errors, .alert-box.red"; // how a page says that something was not taken
const keyOf = (name: string) => `draft:${meta("who")}:${name}`; // a shared computer shows nobody another one's draft
const skip = (field: HTMLInputElement) =>
  !field.name ||
  "unkept" in field.dataset ||
  (field.name !== "nonce" && ["file", "password", "hidden", "submit"].includes(field.type));

type Fields = Record<string, string[]>;

function gather(form: HTMLFormElement): Fields {
  const kept: Fields = {};
  for (const field of form.elements as unknown as HTMLInputElement[]) {
    if (skip(field)) continue;
    if (["checkbox", "radio"].includes(field.type)) {
      if (field.checked) (kept[field.name] ??= []).push(field.value);
    } else if (field.value) (kept[field.name] ??= []).push(field.value);
  }
  return kept;
}

function give(form: HTMLFormElement, kept: Fields): void {
  for (const field of form.elements as unknown as HTMLInputElement[]) {
    const values = skip(field) ? undefined : kept[field.name];
    if (!values) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function clear(name: string): void {
  localStorage.removeItem(keyOf(name));
}

/** Says that something was given back, with a way to be rid of it. */
function say(form: HTMLFormElement, name: string): void {
  const line = show("draft", words("restored"), "calm");
  const forget = document.createElement("button");
  forget.type = "button";
  forget.className = "btn sm";
  forget.textContent = words("forget");
  forget.addEventListener("click", () => {
    clear(name);
    form.reset();
    line.remove();
  });
  line.insertBefore(forget, line.lastChild);
}

export default function draft(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const name = form.dataset.draft ?? location.pathname;
  const kept = localStorage.getItem(keyOf(name));
  if (kept && !form.querySelector("[aria-invalid=true]")) {
    give(form, JSON.parse(kept) as Fields);
    if (!document.querySelector(REFUSED)) say(form, name); // it would lie over the sentence that says what is wrong
  }
  const keep = () => localStorage.setItem(keyOf(name), JSON.stringify(gather(form)));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}

// the name of the form that the server has just taken
const taken = /(?:^|; )draft-done=([^;]*)/.exec(document.cookie);
export const done = taken ? decodeURIComponent(taken[1] ?? "") : "";
if (done) {
  clear(done);
  document.cookie = "draft-done=; path=/; max-age=0; samesite=lax";
}
