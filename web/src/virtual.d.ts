// What web/vite.single.config.ts puts into the build that is one file: the model, deflated, in base64.
declare module 'virtual:model' {
  const packed: string;
  export default packed;
}
