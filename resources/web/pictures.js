// An image instead of a drawing: chosen, dropped or pasted. It is sent as it is; the picture shown is only for the eye.

const kUnseen = 100; // side of what no browser can show

const element = (id) => document.getElementById(id);

async function load(blob) {
  const name = blob.name ?? "Pasted image";
  try {
    const bitmap = await createImageBitmap(blob);
    return { blob, name, bitmap, width: bitmap.width, height: bitmap.height };
  } catch {
    return { blob, name, bitmap: null, width: kUnseen, height: kUnseen }; // the server may know the format
  }
}

/** take(picture) gets what came, refuse(sentence) why nothing did. */
export function listenForPictures(take, refuse) {
  const use = async (files, missing) => {
    if (files.length === 0) return refuse(missing);
    take(await load(files[0]));
    if (files.length > 1) refuse(`One image at a time: of these ${files.length}, ${files[0].name} was taken.`);
  };

  element("choose").addEventListener("click", () => element("file").click());
  element("file").addEventListener("change", () => {
    if (element("file").files.length > 0) use([...element("file").files]);
    element("file").value = ""; // so that the same file can be chosen again
  });

  const paper = element("paper");
  let depth = 0; // of the elements that a dragged file has entered
  const hover = (step) => paper.classList.toggle("dropping", (depth = Math.max(0, depth + step)) > 0);
  document.addEventListener("dragenter", () => hover(1));
  document.addEventListener("dragleave", () => hover(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault(); // or the browser would leave this page for the image
    hover(-depth);
    use([...event.dataTransfer.files], "There is no image file in what was dropped.");
  });

  document.addEventListener("paste", (event) => {
    if (event.target.matches?.("input")) return;
    const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    use(files, "There is no image in the clipboard. Copy an image or an image file first.");
  });
}
