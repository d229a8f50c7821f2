// Where the frame finds what belongs to opening things in every page.
export { Opening } from "../../intake/opening.tsx";
