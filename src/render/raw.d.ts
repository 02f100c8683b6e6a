/** Imports the text of a file; the build inlines it. */
declare module '*.sh?raw' {
  const text: string;
  export default text;
}
