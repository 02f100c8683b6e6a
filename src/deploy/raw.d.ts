/** A file as its text, put in place when the program is built. */
declare module '*.sh?raw' {
  const text: string;
  export default text;
}
