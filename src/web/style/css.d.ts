/** The bundler gives a style sheet as text. */
declare module '*.css' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is what esbuild's text loader exports.
  export default text;
}
