// Making a picture smaller drops what the camera wrote into it. When and where it was taken is evidence, so the block is
// carried over; only the orientation is set straight, because the pixels already are.
const EXIF = 0xffe1;

// The APP1 block "Exif" of a JPEG with its marker and length; null when there is none.
export function exifOf(jpeg: ArrayBuffer): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(jpeg);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === EXIF && view.getUint32(at + 4) === 0x45786966) return upright(new Uint8Array(jpeg.slice(at, at + 2 + length)));
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return null;
    at += 2 + length;
  }
  return null;
}

function upright(block: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const start = 10; // marker, length, "Exif\0\0": then the TIFF head
  const view = new DataView(block.buffer, block.byteOffset);
  try {
    const little = view.getUint16(start) === 0x4949;
    const table = start + view.getUint32(start + 4, little);
    const entries = view.getUint16(table, little);
    for (let i = 0; i < entries; i += 1) {
      const entry = table + 2 + i * 12;
      if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
    }
  } catch {
    // a block we cannot read is carried as it is
  }
  return block;
}

export async function withExif(small: Blob, block: Uint8Array<ArrayBuffer> | null): Promise<Blob> {
  if (!block) return small;
  const bytes = await small.arrayBuffer();
  return new Blob([bytes.slice(0, 2), block, bytes.slice(2)], { type: "image/jpeg" });
}
