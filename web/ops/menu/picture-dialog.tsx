import { useId, useState } from "preact/hooks";
import type { CatalogueProduct } from "../../../contracts/menu/catalogue.ts";
import { del, putFile } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./menu-texts.ts";
import { smallPicture } from "./picture.ts";

interface PictureDialogProps {
	product: CatalogueProduct;
	onClose: () => void;
	onSaved: () => void;
}

/** Sets or removes the picture of a product. */
export const PictureDialog = ({ onClose, onSaved, product }: PictureDialogProps) => {
	const t = texts.value;
	const id = useId();
	const [file, setFile] = useState<File | undefined>();
	const [isUnreadable, setIsUnreadable] = useState(false);
	const path = `/v1/catalogue/products/${product.productId}/image`;
	const upload = useCommand(async () => {
		const picture = file && (await smallPicture(file));
		setIsUnreadable(!picture);
		if (!picture) return;
		await putFile(path, picture);
		onSaved();
	});
	const removal = useCommand(async () => {
		await del(path);
		onSaved();
	});
	return (
		<Dialog title={`${inLanguage(product.name)} ${t.picture}`} onClose={onClose}>
			<Form look="stack" onSend={upload.run}>
				{product.image && <img class="product-picture" src={product.image} alt={t.currentPicture} />}
				<div class="field">
					<label for={id}>{t.pictureFile}</label>
					<input id={id} type="file" accept="image/*" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])} />
				</div>
				{isUnreadable && (
					<p class="wrong" role="alert">
						{t.unreadable}
					</p>
				)}
				<ProblemNote problem={upload.problem.value ?? removal.problem.value} />
				<CommandButton command={upload} look="main" isOff={!file}>
					{t.save}
				</CommandButton>
				{product.image && (
					<CommandButton command={removal} look="danger">
						{t.removePicture}
					</CommandButton>
				)}
			</Form>
		</Dialog>
	);
};
