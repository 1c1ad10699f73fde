/** What is used of ChatUI: the presentational parts, one by one, so that the rest (and its polyfills) stays out.
 *
 * Its <Chat> container is not used: it writes into the host page's <html> and <body>, and announces every message
 * assertively, each in a live region of its own.
 */
export { Bubble } from "@chatui/core/es/components/Bubble";
export { Button } from "@chatui/core/es/components/Button";
export { Card, CardActions, CardContent } from "@chatui/core/es/components/Card";
export { Step, Stepper } from "@chatui/core/es/components/Stepper";
export { Tag } from "@chatui/core/es/components/Tag";
export { Typing } from "@chatui/core/es/components/Typing";
