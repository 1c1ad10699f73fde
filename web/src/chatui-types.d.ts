// ChatUI ships its types beside the CommonJS build only.
declare module "@chatui/core/es/components/Bubble" {
  export * from "@chatui/core/lib/components/Bubble";
}
declare module "@chatui/core/es/components/Button" {
  export * from "@chatui/core/lib/components/Button";
}
declare module "@chatui/core/es/components/Card" {
  export * from "@chatui/core/lib/components/Card";
}
declare module "@chatui/core/es/components/Stepper" {
  export * from "@chatui/core/lib/components/Stepper";
}
declare module "@chatui/core/es/components/Tag" {
  export * from "@chatui/core/lib/components/Tag";
}
declare module "@chatui/core/es/components/Typing" {
  export * from "@chatui/core/lib/components/Typing";
}
