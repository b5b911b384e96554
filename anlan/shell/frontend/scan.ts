// <button data-module="scan" data-into="id" data-say="id">: reads a place's QR code with the camera, where the device can, into a field
// (a radio is chosen with it). With data-open the page of the place is opened instead.
interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
const CODE = /\/p\/([0-9a-f-]{36})\/?/i;

export default function scan(element: HTMLElement): void {
  const Reader = (window as unknown as { BarcodeDetector?: new (options: object) => Detector }).BarcodeDetector;
  const tell = (text: string, tone: string) => {
    const place = document.getElementById(element.dataset.say ?? "");
    if (place) place.replaceChildren(Object.assign(document.createElement("span"), { className: tone, textContent: text }));
  };
  element.addEventListener("click", async () => {
    const stream = Reader ? await navigator.mediaDevices?.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null) : null;
    if (!Reader || !stream) return tell(element.dataset.cannot ?? "", "warn");
    const dialog = document.createElement("dialog");
    dialog.className = "scanner";
    const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true, playsInline: true });
    dialog.append(video, Object.assign(document.createElement("p"), { textContent: element.dataset.point ?? "" }));
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      for (const track of stream.getTracks()) track.stop();
      dialog.remove();
    });
    dialog.showModal();
    await video.play();
    const reader = new Reader({ formats: ["qr_code"] });
    const look = async () => {
      if (!dialog.open) return;
      const found = (await reader.detect(video).catch(() => [])).map((f) => CODE.exec(f.rawValue)?.[1]).find(Boolean);
      if (!found) return void setTimeout(look, 200);
      if (element.dataset.open !== undefined) return location.assign(`/p/${found}/`); // the place's page: what waits there
      const into = document.getElementById(element.dataset.into ?? "") as HTMLInputElement | null;
      if (into) {
        into.value = found;
        if (into.type === "radio") into.checked = true;
        into.dispatchEvent(new Event("change", { bubbles: true }));
      }
      tell(element.dataset.words ?? "", "okc");
      dialog.close();
    };
    void look();
  });
}
