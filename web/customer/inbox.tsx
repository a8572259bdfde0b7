export const Inbox = () => <p class="muted">…</p>;
