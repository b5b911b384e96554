// <form data-module="passkey" data-passkey="add|use|login">: its button asks the device for a passkey and sends what it answers.
//   data-options  what the server asks of the device, as JSON; for "login" it is fetched from the form's own address, when it is pressed
// [role=alert] in the form says why it did not work.
import { words } from "./words";

interface Listed { id: string; type: string; transports?: string[] }
interface Options { publicKey: Record<string, unknown> & { challenge: string; user?: { id: string }; excludeCredentials?: Listed[]; allowCredentials?: Listed[] } }

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null | undefined): string | undefined {
  if (!buffer) return undefined;
  const plain = [...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function read(options: Options): Record<string, unknown> {
  const key: Record<string, unknown> = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (options.publicKey.user) key.user = { ...options.publicKey.user, id: bytes(options.publicKey.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"] as const) {
    const listed = options.publicKey[name];
    if (listed) key[name] = listed.map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return key;
}

function written(found: PublicKeyCredential): string {
  const answer = found.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response = {
    clientDataJSON: text(answer.clientDataJSON),
    attestationObject: text(answer.attestationObject),
    transports: answer.getTransports?.(),
    authenticatorData: answer.attestationObject ? undefined : text(answer.authenticatorData),
    signature: text(answer.signature),
    userHandle: text(answer.userHandle),
  };
  return JSON.stringify({
    type: found.type, id: found.id, rawId: text(found.rawId), response,
    authenticatorAttachment: found.authenticatorAttachment, clientExtensionResults: found.getClientExtensionResults(),
  });
}

async function ask(form: HTMLFormElement): Promise<Credential | null> {
  const what = form.dataset.passkey;
  if (what === "add") {
    const key = read(JSON.parse(form.dataset.options ?? "{}"));
    key.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    return navigator.credentials.create({ publicKey: key as unknown as PublicKeyCredentialCreationOptions });
  }
  let options = form.dataset.options ? JSON.parse(form.dataset.options) : null;
  if (what === "login") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    options = (await answer.json()).request_options;
  }
  return navigator.credentials.get({ publicKey: read(options) as unknown as PublicKeyCredentialRequestOptions });
}

export default function passkey(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const button = [...form.elements].find((one): one is HTMLButtonElement => one instanceof HTMLButtonElement);
  const field = form.elements.namedItem("credential") as HTMLInputElement | null;
  if (!button || !field || !window.PublicKeyCredential) {
    if (button) button.hidden = true;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const wrong = form.querySelector<HTMLElement>("[role=alert]");
    button.disabled = true;
    try {
      const found = await ask(form);
      if (!found) throw new Error("none");
      field.value = written(found as PublicKeyCredential);
      form.submit();
    } catch (error) {
      button.disabled = false;
      if (!wrong) return;
      wrong.hidden = false;
      wrong.textContent = words(error instanceof DOMException && error.name === "InvalidStateError" ? "keyknown" : "keyfailed");
    }
  });
}
