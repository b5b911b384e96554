// <div class="shots" data-module="photo" data-most="9"><label class="add"><input type="file" name="photos" accept="image/*" capture multiple>…
// <form>.reset() takes all away; the event "give" with files as its detail puts them in.
// Pictures are made smaller on the device (1600 px; what the camera noted stays), shown with a button to take them away, and sent with the form.
import { exifOf, withExif } from "./exif";
import { show } from "./strip";
import { words } from "./words";

const LONGEST = 1600;

async function smaller(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size < 600_000) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  const blob = drawn && (await withExif(drawn, exifOf(await file.arrayBuffer())));
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg", lastModified: file.lastModified }) : file;
}

export default function photo(element: HTMLElement): void {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const add = input?.closest<HTMLElement>(".add");
  if (!input || !add) return;
  const most = Number(element.dataset.most ?? 9);
  const kept: { file: File; shot: HTMLElement }[] = [];

  const write = () => {
    const transfer = new DataTransfer();
    for (const { file } of kept) transfer.items.add(file);
    input.files = transfer.files;
    add.hidden = kept.length >= most;
    input.required = input.dataset.need === "1" && kept.length === 0;
    element.dispatchEvent(new CustomEvent("photos", { bubbles: true, detail: kept.length }));
  };

  const empty = () => {
    for (const { shot } of kept.splice(0)) {
      URL.revokeObjectURL(shot.querySelector("img")?.src ?? "");
      shot.remove();
    }
    write();
  };

  const take = (file: File) => {
    const shot = document.createElement("div");
    shot.className = "shot";
    const image = document.createElement("img");
    image.className = "pho";
    image.alt = words("photo", { n: kept.length + 1 });
    image.src = URL.createObjectURL(file);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "x";
    away.setAttribute("aria-label", `${words("remove")} ${kept.length + 1}`);
    away.textContent = "×";
    const entry = { file, shot };
    away.addEventListener("click", () => {
      URL.revokeObjectURL(image.src);
      kept.splice(kept.indexOf(entry), 1);
      shot.remove();
      write();
    });
    shot.append(image, away);
    add.before(shot);
    kept.push(entry);
  };

  // a form that begins anew begins without the pictures of the one before
  element.closest("form")?.addEventListener("reset", empty);
  // pictures that were kept on the device come back as they were
  element.addEventListener("give", (event) => {
    empty();
    for (const file of (event as CustomEvent<File[]>).detail.slice(0, most)) take(file);
    write();
  });

  input.addEventListener("change", async () => {
    const fresh = [...(input.files ?? [])];
    add.setAttribute("aria-busy", "true");
    for (const file of fresh) {
      if (kept.length >= most) {
        show("photos", words("many", { n: most }), "");
        break;
      }
      take(await smaller(file));
    }
    add.removeAttribute("aria-busy");
    write();
  });
}
