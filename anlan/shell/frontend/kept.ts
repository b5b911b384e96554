// What the device keeps of forms that could not be sent: in IndexedDB, because photos are part of it.
import { meta } from "./words";

export interface Kept {
  id?: number;
  who: string; // sent only while the same person is signed in
  url: string;
  entries: [string, string | File][];
  draft: string;
  page?: string; // where it was answered, when that is not the address it is sent to
}

function store<T>(mode: IDBTransactionMode, work: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("anlan", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept", { keyPath: "id", autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("kept", mode).objectStore("kept"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    };
  });
}

export const mine = async (): Promise<Kept[]> =>
  (await store<Kept[]>("readonly", (s) => s.getAll() as IDBRequest<Kept[]>)).filter((k) => k.who === meta("who"));

export const put = (one: Kept): Promise<IDBValidKey> => store("readwrite", (s) => s.put(one));

export const drop = (id: number): Promise<undefined> => store("readwrite", (s) => s.delete(id));

const text = (one: Kept, name: string): string => String(one.entries.find(([n]) => n === name)?.[1] ?? "");

/** Which item or room of a check an answer belongs to. */
export const aboutOf = (one: Kept): string => text(one, "key") || text(one, "place");

export const sameAnswer = (one: Kept, other: Kept): boolean => one.url === other.url && aboutOf(one) === aboutOf(other);

// The page whose form is filled from what was kept; the place is named to the server, which knows the ones that are not listed.
export function addressOf(one: Kept): string {
  if (one.page) return new URL(one.page, location.href).href;
  const url = new URL(one.url, location.href);
  if (text(one, "place")) url.searchParams.set("place", text(one, "place"));
  url.hash = `kept-${one.id ?? 0}`;
  return url.href;
}

export function fill(form: HTMLFormElement, one: Kept): void {
  const values = new Map<string, (string | File)[]>();
  for (const [name, value] of one.entries) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements as unknown as HTMLInputElement[]) {
    if (!field.name || field.type === "submit") continue;
    const given = values.get(field.name) ?? [];
    if (field.type === "file") field.closest(".shots")?.dispatchEvent(new CustomEvent("give", { detail: given.filter((v) => v instanceof File) }));
    else if (["checkbox", "radio"].includes(field.type)) field.checked = given.includes(field.value);
    else if (given.length) field.value = String(given[0]);
    if (field.type !== "file") field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.dataset.kept = String(one.id ?? "");
}
