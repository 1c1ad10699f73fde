import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type RefObject } from "react";
import { useStrings } from "./strings";

const LINE_LIMIT_PX = 120; // how high the field grows

/** Where the customer writes: Enter sends, Shift+Enter makes a new line, input methods keep their Enter. */
export function Composer(props: {
  input: RefObject<HTMLTextAreaElement>;
  maxCharacters: number;
  onSend: (text: string) => void;
}) {
  const [, strings] = useStrings();
  const [text, setText] = useState("");
  const tooLong = [...text].length > props.maxCharacters;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const field = props.input.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, LINE_LIMIT_PX)}px`;
  }, [text, props.input]);

  function send(event: FormEvent) {
    event.preventDefault();
    if (!text.trim() || tooLong) return;
    props.onSend(text.trim());
    setText("");
    props.input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.current?.requestSubmit();
  }

  return (
    <form className="composer" ref={form} onSubmit={send}>
      <textarea
        ref={props.input}
        rows={1}
        value={text}
        placeholder={strings.placeholder}
        aria-label={strings.input}
        aria-invalid={tooLong}
        aria-describedby="too-long"
        enterKeyHint="send"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="Btn Btn--primary" disabled={!text.trim() || tooLong}>
        {strings.send}
      </button>
      <p id="too-long" className="too-long" role="alert">
        {tooLong && strings.tooLong(props.maxCharacters)}
      </p>
    </form>
  );
}
