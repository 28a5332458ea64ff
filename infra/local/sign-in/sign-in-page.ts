import { localPeople } from "./local-people.ts";

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
    box-sizing: border-box; background: light-dark(#f1f5f6, #0f1517);
    color: light-dark(#16262b, #e6eef0); }
  main { width: min(26rem, 100%); }
  h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
  p { margin: 0 0 1.5rem; color: light-dark(#47595f, #a9babf); }
  form { display: grid; gap: .75rem; }
  button { font: inherit; color: inherit; text-align: start; padding: .9rem 1.1rem; cursor: pointer;
    border: 1px solid light-dark(#9fb2b8, #4c6067); border-radius: .6rem;
    background: light-dark(#fff, #172024); }
  button:hover { border-color: light-dark(#0b6e7f, #5cc3d4); }
  button:focus-visible { outline: 3px solid light-dark(#0b6e7f, #5cc3d4); outline-offset: 2px; }
  b { display: block; }
  span { color: light-dark(#47595f, #a9babf); font-size: .9rem; }
`;

/** One click signs in; `fields` are sent along with the choice. */
export function signInPage(fields: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const buttons = localPeople.map(
    ({ role, name, may }) =>
      `<button name="role" value="${role}"><b>${name}</b><span>${may}</span></button>`,
  );
  return page(
    "Sign in to Muster",
    `<p>Only on this machine: choose who you are. Where Muster is deployed, people sign in with a password and a second factor.</p>
<form method="post">${hidden.join("")}
${buttons.join("\n")}
</form>`,
  );
}

export function refusedPage(sentence: string): string {
  return page("You cannot sign in from there", `<p role="alert">${escaped(sentence)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
