export const MyPageView = () => <p class="muted">…</p>;
