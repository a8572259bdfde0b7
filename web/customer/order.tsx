export const OrderView = ({ id }: { id: string }) => <p class="muted">{id}</p>;
