/** How many colours letters may stand on; the style sheet has them. */
const COLORS = 6;
/** Shares no factor with them, so that names spread. */
const PRIME = 65_521;

/** The icon of something published; without one its first letter, in a colour that the name decides. */
export function TileIcon({ name, icon }: { name: string; icon?: string | undefined }) {
  if (icon) return <img class="tile-icon" src={icon} alt="" />;
  const letter = [...name.trim()][0]?.toUpperCase() ?? '?';
  const sum = [...name].reduce((total, character) => (total * 31 + (character.codePointAt(0) ?? 0)) % PRIME, 7);
  return (
    <span class="tile-icon letter" data-color={sum % COLORS} aria-hidden="true">
      {letter}
    </span>
  );
}
