/** The text of a topic, inlined when the program is built. */
declare module '*.md?raw' {
  const text: string;
  export default text;
}
