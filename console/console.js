const everyMs = 2_000;
const form = document.querySelector("#sign-in");
const message = document.querySelector("#message");
const table = document.querySelector("#segments");

/** The address may carry the token once; it is kept for this tab and taken out of the address. */
function token() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token");
}

async function get(path) {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token()}` } });
  if (answer.status === 401) sessionStorage.removeItem("token");
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.json();
}

function row(segment) {
  const cells = [segment.name, segment.description, stateOf(segment), segment.owner];
  const element = document.createElement("tr");
  for (const [position, text] of cells.entries()) {
    const cell = document.createElement(position === 0 ? "th" : "td");
    if (position === 0) cell.scope = "row";
    if (position === 2) cell.className = "number";
    cell.textContent = text;
    element.append(cell);
  }
  return element;
}

function stateOf({ state, size, progress }) {
  if (state === "live") return size.toLocaleString();
  return state === "building" ? `building, ${Math.round(progress ?? 0)} %` : state;
}

async function show() {
  const { items } = await get("/api/v1/segments?limit=1000");
  const byName = items.toSorted((one, other) => one.name.localeCompare(other.name));
  table.tBodies[0].replaceChildren(...byName.map(row));
  table.hidden = items.length === 0;
  message.textContent = items.length === 0 ? "No segments yet." : "";
}

async function keepShowing() {
  form.hidden = token() !== null;
  if (token() !== null) {
    try {
      await show();
    } catch (error) {
      message.textContent = `Muster does not answer as expected: ${error.message}`;
    }
  }
  setTimeout(() => void keepShowing(), everyMs);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", new FormData(form).get("token"));
  form.hidden = true;
  message.textContent = "";
});
await keepShowing();
