export const MenuView = () => <p class="muted">…</p>;
