import classes from "./skip-link.module.css";

/** For who uses the keyboard: past the menu, to the page. */
export function SkipLink({ to }: { to: string }) {
  return (
    <a className={classes["link"]} href={`#${to}`}>
      To the page
    </a>
  );
}
