// How many rows of a form are chosen: <form data-module="chosencount"> with boxes name="line" and [data-words="选了 {n} 项"].
export default function chosencount(form: HTMLElement): void {
  const tell = () => {
    const n = form.querySelectorAll("input[name=line]:checked").length;
    form.classList.toggle("has-chosen", n > 0);
    for (const place of form.querySelectorAll<HTMLElement>("[data-words]")) place.textContent = n ? (place.dataset.words ?? "").replace("{n}", String(n)) : "";
  };
  form.addEventListener("change", tell);
  tell();
}
