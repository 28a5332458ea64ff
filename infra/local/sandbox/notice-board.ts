import type { Route } from "./http.ts";

const mostKept = 1_000;

/** Takes signed webhooks under a name each, and shows the latest: whatever a customer would do with them. */
export class NoticeBoard {
  readonly #notices: { readonly board: string; readonly body: unknown }[] = [];

  routes(): Route[] {
    return [
      {
        method: "POST",
        path: "/notices/:board",
        answer: ({ part, body }) => {
          const parsed: unknown = JSON.parse(body);
          this.#notices.push({ board: part("board"), body: parsed });
          if (this.#notices.length > mostKept) this.#notices.shift();
          return { status: 202 };
        },
      },
      {
        method: "GET",
        path: "/sandbox/notices",
        answer: () => ({ status: 200, json: { items: this.#notices } }),
      },
    ];
  }
}
